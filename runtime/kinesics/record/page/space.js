// Space: points [x, y, z] in metres, REP-103 (x towards the viewer, y to the robot's left, z up).

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
const mix = (from, to, share) => from + (to - from) * share;

const add = (a, b) => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
const cross = (a, b) => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const unit = (a) => a.map((part) => part / Math.hypot(...a));
const turn = (matrix, p) => matrix.map((row) => row[0] * p[0] + row[1] * p[1] + row[2] * p[2]);
const times = (a, b) =>
  a.map((row) => [0, 1, 2].map((k) => row[0] * b[0][k] + row[1] * b[1][k] + row[2] * b[2][k]));

const aboutX = (angle) => [
  [1, 0, 0],
  [0, Math.cos(angle), -Math.sin(angle)],
  [0, Math.sin(angle), Math.cos(angle)],
];
const aboutY = (angle) => [
  [Math.cos(angle), 0, Math.sin(angle)],
  [0, 1, 0],
  [-Math.sin(angle), 0, Math.cos(angle)],
];
const aboutZ = (angle) => [
  [Math.cos(angle), -Math.sin(angle), 0],
  [Math.sin(angle), Math.cos(angle), 0],
  [0, 0, 1],
];

// A place on the body: its axes and its origin in the world.
class Frame {
  constructor(axes = aboutX(0), origin = [0, 0, 0]) {
    this.axes = axes;
    this.origin = origin;
  }
  point(p) {
    return add(this.origin, turn(this.axes, p));
  }
  child(origin, ...rotations) {
    return new Frame(rotations.reduce(times, this.axes), this.point(origin));
  }
}

// Looks along -x at (0, y, z); `height_m` metres fill the box (left, top, width, height) in pixels.
class Camera {
  constructor(box, y, z, height_m, distance_m = 2.2) {
    Object.assign(this, { box, y, z, distance_m });
    this.scale = box.height / height_m;
  }
  at(p) {
    const scale = (this.scale * this.distance_m) / (this.distance_m - p[0]);
    return {
      x: this.box.left + this.box.width / 2 + scale * (p[1] - this.y),
      y: this.box.top + this.box.height / 2 - scale * (p[2] - this.z),
      scale,
    };
  }
}

// Outline of ellipsoids {at, radii} wrapped in one skin: the farthest of their silhouettes in each
// direction. An ellipsoid with axes A and radii r has the silhouette c + M d / sqrt(d' M d), with
// M = A diag(r^2) A' seen by the camera.
function skin(camera, frame, blobs) {
  const ellipses = blobs.map(({ at, radii }) => {
    const centre = camera.at(frame.point(at));
    const [, right, up] = frame.axes;
    const sum = (a, b) => radii.reduce((s, r, k) => s + a[k] * b[k] * r * r, 0) * centre.scale ** 2;
    return { ...centre, xx: sum(right, right), xy: -sum(right, up), yy: sum(up, up) };
  });
  const size_px = Math.max(...ellipses.map((e) => Math.sqrt(Math.max(e.xx, e.yy))));
  const steps = clamp(Math.round(16 + size_px * 0.7), 20, 96);
  const outline = [];
  for (let step = 0; step < steps; step++) {
    const [dx, dy] = [Math.cos((2 * Math.PI * step) / steps), Math.sin((2 * Math.PI * step) / steps)];
    let best = null;
    for (const e of ellipses) {
      const reach = Math.sqrt(e.xx * dx * dx + 2 * e.xy * dx * dy + e.yy * dy * dy);
      const far = e.x * dx + e.y * dy + reach;
      if (!best || far > best.far) {
        const x = e.x + (e.xx * dx + e.xy * dy) / reach;
        const y = e.y + (e.xy * dx + e.yy * dy) / reach;
        best = { far, x, y };
      }
    }
    outline.push([best.x, best.y]);
  }
  return outline;
}

function closedPath(points) {
  const path = new Path2D();
  points.forEach(([x, y], n) => (n ? path.lineTo(x, y) : path.moveTo(x, y)));
  path.closePath();
  return path;
}

// A smooth curve through points [[x, y], ...], added to `path`; `first` says how it begins.
function curveThrough(path, points, first = "moveTo") {
  path[first](...points[0]);
  for (let n = 0; n + 1 < points.length; n++) {
    const [a, b] = [points[Math.max(0, n - 1)], points[n]];
    const [c, d] = [points[n + 1], points[Math.min(points.length - 1, n + 2)]];
    path.bezierCurveTo(
      b[0] + (c[0] - a[0]) / 6, b[1] + (c[1] - a[1]) / 6,
      c[0] - (d[0] - b[0]) / 6, c[1] - (d[1] - b[1]) / 6,
      c[0], c[1],
    );
  }
}

function bounds(points) {
  const xs = points.map((p) => p[0]);
  const ys = points.map((p) => p[1]);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  return { left, top, width: right - left, height: bottom - top };
}

const touches = (a, b) =>
  a.left < b.left + b.width && b.left < a.left + a.width &&
  a.top < b.top + b.height && b.top < a.top + a.height;

// Paint lit from the upper left: tones [bright, body, dark] over a box.
function lit(ctx, box, tones) {
  const reach = Math.hypot(box.width, box.height);
  const [x, y] = [box.left + box.width * 0.34, box.top + box.height * 0.22];
  const paint = ctx.createRadialGradient(x, y, reach * 0.02, x, y, reach * 0.86);
  paint.addColorStop(0, tones[0]);
  paint.addColorStop(0.45, tones[1]);
  paint.addColorStop(1, tones[2]);
  return paint;
}
