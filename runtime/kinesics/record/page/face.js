// The face: head frame with its origin in the middle of the head; sizes in metres.

// Lips, jaw and brows travel millimetres; they are drawn this much larger so that one sees them.
const TRAVEL = 1.6;

const SURFACE = { depth: 0.1, width: 0.09, height: 0.13, z: -0.004 };
const EYE = { y: 0.0345, z: 0.014, width: 0.0238, height: 0.0205, ball: 0.0215 };
const BROW = { z: 0.0475, half: 0.021, thick: 0.0068 };
const MOUTH = { z: -0.062, half: 0.0255, upper: 0.0058, lower: 0.0072 };

const ANTENNA = { y: 0.05, z: 0.095, length: 0.13 };
const LIGHTS = { z: -0.008, half: 0.066, apart: 0.0155, radius: 0.0058 };

const TONES = {
  shell: ["#fffaf0", "#ece4d6", "#b9ae9f"],
  jaw: ["#f6efe3", "#e2d9ca", "#a99e90"],
  graphite: ["#5b6675", "#353d49", "#171b22"],
  lid: ["#f3eadc", "#ddd1c0", "#b3a796"],
};

// A point of the face's surface; the chin hangs `drop` lower.
function onFace(y, z, drop = 0) {
  const { depth, width, height } = SURFACE;
  const left = 1 - (y / width) ** 2 - ((z - SURFACE.z) / height) ** 2;
  const hang = drop * clamp((-0.03 - z) / 0.05, 0, 1);
  return [depth * Math.sqrt(Math.max(0.02, left)), y, z - hang];
}

// Draw in the plane that touches the face at (y, z): local metres, right and down.
function onPatch(ctx, camera, head, y, z, draw) {
  const place = onFace(y, z);
  const { depth, width, height } = SURFACE;
  const out = unit([place[0] / depth ** 2, y / width ** 2, (z - SURFACE.z) / height ** 2]);
  const right = unit(cross([0, 0, 1], out));
  const up = cross(out, right);
  if (turn(head.axes, out)[0] < 0.12) return; // looks away from us
  const [wr, wu] = [turn(head.axes, right), turn(head.axes, up)];
  const { x, y: top, scale } = camera.at(head.point(place));
  ctx.save();
  ctx.transform(scale * wr[1], -scale * wr[2], -scale * wu[1], scale * wu[2], x, top);
  draw(ctx);
  ctx.restore();
}

function drawHead(ctx, camera, head, pose, paint) {
  const drop = TRAVEL * (pose.mouth?.jaw ?? 0);
  const seen = (points) => points.map((p) => { const s = camera.at(head.point(p)); return [s.x, s.y]; });
  const ears = [1, -1].map((side) => ({ side, depth: turn(head.axes, [0, side, 0])[0] }));
  ears.filter((ear) => ear.depth <= 0.12).forEach((ear) => drawEar(ctx, camera, head, ear, paint));
  drawAntennas(ctx, camera, head, pose.antennas ?? {}, paint);
  drawSkull(ctx, camera, head, drop);
  const mask = drawMask(ctx, seen, drop);
  ears.filter((ear) => ear.depth > 0.12).forEach((ear) => drawEar(ctx, camera, head, ear, paint));
  if (pose.matrix) {
    drawMatrix(ctx, camera, head, pose.matrix);
    return null;
  }
  drawNose(ctx, seen);
  ctx.save();
  ctx.clip(mask);
  for (const [name, side] of [["left_eye", 1], ["right_eye", -1]]) {
    if (!pose[name]) continue;
    drawEye(ctx, camera, head, side, pose[name], paint);
    drawBrow(ctx, camera, head, side, pose[name]);
  }
  const mouth = pose.mouth ? drawMouth(ctx, seen, pose.mouth, drop) : null;
  ctx.restore();
  return mouth;
}

// Rods that lean by their angle, to the robot's right.
function drawAntennas(ctx, camera, head, antennas, paint) {
  for (const [name, side] of [["left", 1], ["right", -1]]) {
    if (!(name in antennas)) continue;
    const foot = [-0.02, side * ANTENNA.y, ANTENNA.z];
    const [s, c] = [Math.sin(antennas[name]), Math.cos(antennas[name])];
    const [from, to] = [foot, [foot[0], foot[1] - ANTENNA.length * s, foot[2] + ANTENNA.length * c]]
      .map((point) => camera.at(head.point(point)));
    ctx.strokeStyle = TONES.graphite[1];
    ctx.lineCap = "round";
    ctx.lineWidth = 0.006 * from.scale;
    ctx.beginPath();
    ctx.moveTo(from.x, from.y);
    ctx.lineTo(to.x, to.y);
    ctx.stroke();
    ctx.fillStyle = paint.accent ?? "#62d9c4";
    ctx.beginPath();
    ctx.arc(to.x, to.y, 0.01 * to.scale, 0, 2 * Math.PI);
    ctx.fill();
  }
}

// Lights by row, from above, and column, from the robot's right: dark from 0 down, lit from 1 on.
function drawMatrix(ctx, camera, head, lights) {
  onPatch(ctx, camera, head, 0, LIGHTS.z, () => {
    ctx.fillStyle = "#101318";
    ctx.beginPath();
    ctx.roundRect(-LIGHTS.half, -LIGHTS.half, 2 * LIGHTS.half, 2 * LIGHTS.half, 0.008);
    ctx.fill();
    for (const [role, value] of Object.entries(lights)) {
      const [row, column] = [Number(role[1]), Number(role[3])];
      ctx.fillStyle = `rgba(255, 170, 70, ${0.06 + 0.94 * clamp(value, 0, 1)})`;
      ctx.beginPath();
      ctx.arc((column - 3.5) * LIGHTS.apart, (row - 3.5) * LIGHTS.apart, LIGHTS.radius, 0, 2 * Math.PI);
      ctx.fill();
    }
  });
}

function drawSkull(ctx, camera, head, drop) {
  const outline = skin(camera, head, [
    { at: [-0.012, 0, 0.03], radii: [0.1, 0.087, 0.1] },
    { at: [0.018, 0, -0.075 - drop], radii: [0.066, 0.055, 0.05] },
    { at: [-0.02, 0, -0.02], radii: [0.09, 0.082, 0.08] },
  ]);
  ctx.fillStyle = lit(ctx, bounds(outline), TONES.graphite);
  ctx.fill(closedPath(outline));
}

function maskOutline(drop) {
  const points = [];
  for (let n = 0; n < 64; n++) {
    const angle = (2 * Math.PI * n) / 64;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const round = (v) => Math.sign(v) * Math.abs(v) ** 0.78;
    const z = s > 0 ? 0.098 * round(s) : 0.119 * round(s);
    const narrow = s < 0 ? 1 - 0.3 * (-s) ** 1.6 : 1 - 0.06 * s * s;
    points.push(onFace(0.0735 * round(c) * narrow, z, drop));
  }
  return points;
}

function drawMask(ctx, seen, drop) {
  const outline = seen(maskOutline(drop));
  const mask = closedPath(outline);
  const box = bounds(outline);
  ctx.save();
  ctx.shadowColor = "rgba(6, 9, 14, .55)";
  ctx.shadowBlur = box.width * 0.045;
  ctx.shadowOffsetY = box.width * 0.012;
  ctx.fillStyle = lit(ctx, box, TONES.shell);
  ctx.fill(mask);
  ctx.restore();
  ctx.save();
  ctx.clip(mask);
  drawJaw(ctx, seen, drop, box);
  for (const side of [1, -1]) {
    const [[x, y]] = seen([onFace(side * 0.047, -0.034)]);
    const blush = ctx.createRadialGradient(x, y, 0, x, y, box.width * 0.15);
    blush.addColorStop(0, "rgba(222, 120, 96, .17)");
    blush.addColorStop(1, "rgba(222, 120, 96, 0)");
    ctx.fillStyle = blush;
    ctx.fillRect(x - box.width, y - box.width, 2 * box.width, 2 * box.width);
  }
  ctx.lineWidth = box.width * 0.02;
  ctx.strokeStyle = "rgba(255, 255, 255, .35)";
  ctx.stroke(mask);
  ctx.restore();
  return mask;
}

// The lower jaw is a plate of its own: its seam shows how far it hangs.
function drawJaw(ctx, seen, drop, box) {
  const side = (s) => [[0.052, -0.052], [0.05, -0.075], [0.041, -0.1], [0.03, -0.125]]
    .map(([y, z]) => onFace(s * y, z, drop));
  const [left, right] = [seen(side(1)), seen(side(-1))];
  const plate = new Path2D();
  curveThrough(plate, left);
  curveThrough(plate, right.slice().reverse(), "lineTo");
  plate.closePath();
  const shade = ctx.createLinearGradient(0, left[0][1], 0, left[3][1]);
  shade.addColorStop(0, "rgba(120, 104, 88, 0)");
  shade.addColorStop(1, "rgba(120, 104, 88, .20)");
  ctx.fillStyle = shade;
  ctx.fill(plate);
  for (const seam of [left, right]) {
    const line = new Path2D();
    curveThrough(line, seam);
    ctx.lineWidth = Math.max(1, box.width * 0.008);
    ctx.strokeStyle = "rgba(84, 74, 64, .42)";
    ctx.stroke(line);
  }
}

function drawEar(ctx, camera, head, { side }, paint) {
  const disc = (x, out, radius) => skin(camera, head, [
    { at: [x, side * out, 0.004], radii: [radius, 0.006, radius * 1.15] },
  ]);
  const layers = [
    [disc(-0.012, 0.083, 0.031), "#20262f"],
    [disc(-0.012, 0.089, 0.026), TONES.shell],
    [disc(-0.012, 0.094, 0.016), paint.accent],
    [disc(-0.012, 0.096, 0.0115), "#252c36"],
  ];
  for (const [outline, tone] of layers) {
    ctx.fillStyle = Array.isArray(tone) ? lit(ctx, bounds(outline), tone) : tone;
    ctx.fill(closedPath(outline));
  }
}

function drawNose(ctx, seen) {
  const base = onFace(0, -0.022);
  const at = (x, y, z) => [base[0] + x, y, z];
  const [bridge, left, tip, right] = seen([
    at(0.0, 0, 0.008), at(0.004, 0.0115, -0.024), at(0.02, 0, -0.021), at(0.004, -0.0115, -0.024),
  ]);
  const [below] = seen([at(0.006, 0, -0.032)]);
  const nose = new Path2D();
  nose.moveTo(...left);
  nose.quadraticCurveTo(below[0], below[1], ...right);
  nose.quadraticCurveTo(mix(right[0], tip[0], 0.3), mix(right[1], bridge[1], 0.3), ...bridge);
  nose.quadraticCurveTo(mix(left[0], tip[0], 0.3), mix(left[1], bridge[1], 0.3), ...left);
  const size = Math.hypot(left[0] - right[0], left[1] - right[1]);
  const paint = ctx.createRadialGradient(...tip, 0, ...tip, size * 1.3);
  paint.addColorStop(0, "rgba(255, 252, 244, .95)");
  paint.addColorStop(0.5, "rgba(214, 200, 182, .55)");
  paint.addColorStop(1, "rgba(150, 134, 116, 0)");
  ctx.fillStyle = paint;
  ctx.fill(nose);
}

function eyeOutline(grow = 0) {
  const path = new Path2D();
  path.ellipse(0, 0, EYE.width + grow, EYE.height + grow, 0, 0, 2 * Math.PI);
  return path;
}

function drawEye(ctx, camera, head, side, eye, paint) {
  onPatch(ctx, camera, head, side * EYE.y, EYE.z, (c) => {
    c.fillStyle = "rgba(70, 60, 52, .55)";
    c.fill(eyeOutline(0.0026));
    c.save();
    c.clip(eyeOutline());
    drawBall(c, eye, paint);
    drawLids(c, eye);
    c.restore();
  });
}

function drawBall(c, eye, paint) {
  const white = c.createRadialGradient(-0.004, -0.004, 0.002, 0, 0, 0.027);
  white.addColorStop(0, "#ffffff");
  white.addColorStop(0.7, "#eef0f1");
  white.addColorStop(1, "#b9bec4");
  c.fillStyle = white;
  c.fillRect(-0.03, -0.03, 0.06, 0.06);
  const [yaw, pitch] = [eye.yaw ?? 0, eye.pitch ?? 0];
  c.save();
  c.translate(EYE.ball * Math.sin(yaw) * Math.cos(pitch), EYE.ball * Math.sin(pitch));
  c.scale(Math.cos(yaw), Math.cos(pitch));
  const disc = (radius, fill) => {
    c.fillStyle = fill;
    c.beginPath();
    c.arc(0, 0, radius, 0, 2 * Math.PI);
    c.fill();
  };
  const iris = c.createRadialGradient(0, 0.003, 0.002, 0, 0, 0.0132);
  iris.addColorStop(0, paint.iris[0]);
  iris.addColorStop(0.72, paint.iris[1]);
  iris.addColorStop(1, paint.iris[2]);
  disc(0.0134, iris);
  disc(0.0062, "#0b1016");
  c.restore();
  c.fillStyle = "rgba(255, 255, 255, .92)";
  for (const [x, y, r] of [[-0.0042, -0.0048, 0.0029], [0.0036, 0.0042, 0.0013]]) {
    c.beginPath();
    c.arc(EYE.ball * 0.86 * Math.sin(yaw) + x, EYE.ball * 0.86 * Math.sin(pitch) + y, r, 0, 7);
    c.fill();
  }
  const shade = c.createLinearGradient(0, -EYE.height, 0, EYE.height);
  shade.addColorStop(0, "rgba(20, 24, 32, .42)");
  shade.addColorStop(0.42, "rgba(20, 24, 32, 0)");
  c.fillStyle = shade;
  c.fillRect(-0.03, -0.03, 0.06, 0.06);
}

// Lids cover the eye from above and below; together 1 they meet.
function drawLids(c, eye) {
  const [h, w] = [EYE.height, EYE.width * 1.15];
  const upper = clamp(0.23 + 0.68 * (eye.upper_lid ?? 0), 0, 1);
  const lower = clamp(0.09 + 0.68 * (eye.lower_lid ?? 0), 0, 1);
  const edge = (cover, sign) => {
    const y = sign * (h - 2 * h * cover);
    const bulge = mix(0.75, -0.32, sign < 0 ? clamp(cover * 1.1, 0, 1) : clamp(cover * 2.6, 0, 1));
    return { y: y - sign * h * bulge * 0.28, peak: y + sign * h * bulge * 0.72 };
  };
  for (const [cover, sign] of [[lower, 1], [upper, -1]]) {
    const { y, peak } = edge(cover, sign);
    const far = sign * 2 * h;
    const lid = new Path2D();
    lid.moveTo(-w, far);
    lid.lineTo(-w, y);
    lid.quadraticCurveTo(0, 2 * peak - y, w, y);
    lid.lineTo(w, far);
    const fill = c.createLinearGradient(0, sign * h * 1.1, 0, peak);
    fill.addColorStop(0, TONES.lid[sign < 0 ? 0 : 2]);
    fill.addColorStop(1, TONES.lid[1]);
    c.fillStyle = fill;
    c.fill(lid);
    c.lineWidth = sign < 0 ? 0.0024 : 0.001;
    c.strokeStyle = sign < 0 ? "#3a322d" : "rgba(80, 68, 58, .65)";
    c.stroke(lid);
  }
}

function drawBrow(ctx, camera, head, side, eye) {
  if (eye.brow_lift === undefined && eye.brow_tilt === undefined) return;
  const z = BROW.z + TRAVEL * (eye.brow_lift ?? 0);
  onPatch(ctx, camera, head, side * (EYE.y + 0.001), z, (c) => {
    c.rotate(side * (eye.brow_tilt ?? 0) * 1.1);
    const brow = new Path2D();
    const inner = -side * BROW.half;
    brow.moveTo(inner, -0.0003);
    brow.quadraticCurveTo(side * 0.003, -0.0088, -inner * 1.06, 0.0036);
    c.lineCap = "round";
    c.lineWidth = BROW.thick;
    c.strokeStyle = "rgba(40, 32, 26, .18)";
    c.save();
    c.translate(0, 0.0016);
    c.stroke(brow);
    c.restore();
    c.strokeStyle = "#39414d";
    c.stroke(brow);
  });
}

// Lips as curves on the face; returns the opening in pixels for whoever watches.
function drawMouth(ctx, seen, mouth, drop) {
  const value = (name) => TRAVEL * (mouth[name] ?? 0);
  const corners = [1, -1].map((side) => {
    const name = side > 0 ? "left" : "right";
    const y = side * (MOUTH.half + value(`${name}_corner_stretch`));
    return { y, z: MOUTH.z + value(`${name}_corner_lift`) - 0.28 * drop };
  });
  const up = value("upper_lip");
  const low = value("lower_lip") - drop;
  const pressed = Math.min(0, up - low);
  const [top, bottom] = pressed < 0 ? [(up + low) / 2, (up + low) / 2] : [up, low];
  const firm = clamp(1 + pressed / 0.012, 0.45, 1);
  const width = (corners[0].y - corners[1].y) / (2 * MOUTH.half);
  const full = clamp(1.6 - 0.6 * width, 0.75, 1.35) * firm;
  const along = (share, shift, bow) => {
    const s = 1 - (2 * share - 1) ** 2;
    const base = mix(corners[1].z, corners[0].z, share);
    const height = mix(base, MOUTH.z + shift, s ** 0.8) + bow(2 * share - 1) * s ** 0.5;
    return onFace(mix(corners[1].y, corners[0].y, share), height);
  };
  const shares = [...Array(13).keys()].map((n) => n / 12);
  const line = (shift, bow) => seen(shares.map((share) => along(share, shift, bow)));
  const lips = {
    upperOut: line(top, (x) => full * MOUTH.upper * (1 - 0.32 * Math.exp(-((x / 0.16) ** 2)))),
    upperIn: line(top, (x) => -0.0006 * Math.exp(-((x / 0.3) ** 2))),
    lowerIn: line(bottom, () => 0),
    lowerOut: line(bottom, () => -full * MOUTH.lower),
  };
  paintMouth(ctx, seen, lips, low);
  const middle = 6;
  return {
    open_px: lips.lowerIn[middle][1] - lips.upperIn[middle][1],
    width_px: Math.hypot(lips.upperIn[12][0] - lips.upperIn[0][0], lips.upperIn[12][1] - lips.upperIn[0][1]),
    x: lips.upperIn[middle][0],
    y: lips.upperIn[middle][1],
  };
}

function band(one, other) {
  const path = new Path2D();
  curveThrough(path, one);
  curveThrough(path, other.slice().reverse(), "lineTo");
  path.closePath();
  return path;
}

function paintMouth(ctx, seen, lips, low) {
  const box = bounds([...lips.upperOut, ...lips.lowerOut]);
  const cavity = band(lips.upperIn, lips.lowerIn);
  ctx.save();
  ctx.fillStyle = "#2a0f12";
  ctx.fill(cavity);
  ctx.clip(cavity);
  const row = (z, y) => seen([onFace(-y, z), onFace(0, z - 0.0012), onFace(y, z)]);
  const tongue = band(row(MOUTH.z + low + 0.0052, 0.013), row(MOUTH.z + low - 0.01, 0.017));
  ctx.fillStyle = "#b4545a";
  ctx.fill(tongue);
  ctx.fillStyle = "#f4f1ea";
  ctx.fill(band(row(MOUTH.z + 0.012, 0.018), row(MOUTH.z - 0.0005, 0.0185)));
  ctx.fillStyle = "rgba(20, 6, 8, .35)";
  ctx.fill(band(row(MOUTH.z + 0.012, 0.03), row(MOUTH.z + 0.0015, 0.03)));
  ctx.restore();
  for (const [path, tones] of [
    [band(lips.upperOut, lips.upperIn), ["#c98372", "#a85f52"]],
    [band(lips.lowerIn, lips.lowerOut), ["#d99482", "#b56d5f"]],
  ]) {
    const fill = ctx.createLinearGradient(0, box.top, 0, box.top + box.height);
    fill.addColorStop(0, tones[0]);
    fill.addColorStop(1, tones[1]);
    ctx.fillStyle = fill;
    ctx.fill(path);
  }
  const seam = new Path2D();
  curveThrough(seam, lips.upperIn);
  ctx.lineWidth = Math.max(1, box.width * 0.012);
  ctx.strokeStyle = "rgba(74, 28, 26, .75)";
  ctx.stroke(seam);
}
