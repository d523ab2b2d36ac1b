// The robot in 3-D: its links, turned by its joints as they were measured.

import * as three from "./vendor/three.module.js";

const LAG_S = 0.08; // what is drawn is so old: two tellings of the joints, to move evenly between
const FAR_LOOK_M = 0.9;
const CLICK_PX = 6;
const PAUSES = 2; // as long as a picture takes
const DEAR_MS = 40;
const DEAREST_MS = 1000;
const SHAPES = {
  box: ([x, y, z]) => new three.BoxGeometry(x, y, z),
  sphere: ([radius]) => new three.SphereGeometry(radius, radius > 0.03 ? 24 : 14, radius > 0.03 ? 16 : 10),
  cylinder: ([radius, length]) => new three.CylinderGeometry(radius, radius, length, 24).rotateX(Math.PI / 2),
};

export class Scene {
  // `look` is called with a point [m, base frame] that was clicked. Throws where there is no WebGL.
  constructor(canvas, figure, look) {
    this.canvas = canvas;
    this.look = look;
    this.soft = isSoftware();
    this.renderer = new three.WebGLRenderer({ canvas, antialias: !this.soft, alpha: true, powerPreference: "low-power" });
    this.world = new three.Scene();
    this.camera = new three.PerspectiveCamera(30, 1, 0.05, 30);
    this.camera.up.set(0, 0, 1);
    this.sharp = this.soft ? 0.75 : Math.min(window.devicePixelRatio, 2);
    this.next_ms = 0;
    this.light();
    this.links = build(figure, this.world);
    this.frame();
    this.steer();
    new ResizeObserver(() => this.resize()).observe(canvas);
    this.resize();
    this.frames = 0;
  }

  light() {
    this.world.add(new three.HemisphereLight(0xffffff, 0x8a949e, 2.1));
    const sun = new three.DirectionalLight(0xfff4e6, 2.0);
    sun.position.set(2.5, 1.6, 3.2);
    this.world.add(sun);
    this.grid = new three.GridHelper(3, 12, 0x7d8a97, 0x7d8a97);
    this.grid.rotation.x = Math.PI / 2;
    this.grid.material.transparent = true;
    this.grid.material.opacity = 0.35;
    this.world.add(this.grid);
    this.mark = new three.Mesh(new three.SphereGeometry(0.018, 16, 12), new three.MeshBasicMaterial({ color: 0xf0b35b }));
    this.mark.visible = false;
    this.world.add(this.mark);
  }

  // Where the camera begins: before its upper half, where faces are.
  frame() {
    this.world.updateMatrixWorld(true);
    const box = new three.Box3();
    for (const { node } of this.links) if (node.children.length) box.expandByObject(node);
    this.head = this.links.find(({ name }) => /head/.test(name))?.node ?? this.links.at(-1)?.node;
    const top = box.isEmpty() ? 1 : box.max.z;
    const height = box.isEmpty() ? 1 : box.max.z - Math.max(box.min.z, 0);
    this.target = new three.Vector3(0, 0, top - 0.3 * height);
    this.view = { yaw: 0.35, pitch: 0.1, distance: 1.5 * height + 0.1 };
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (!width || !height) return;
    this.renderer.setPixelRatio(this.sharp);
    this.renderer.setSize(width, height, false);
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    this.stale = true;
  }

  steer() {
    const fingers = new Map();
    let moved = 0;
    let spread = 0;
    const apart = () => {
      const [a, b] = [...fingers.values()];
      return Math.hypot(a.x - b.x, a.y - b.y);
    };
    this.canvas.addEventListener("pointerdown", (event) => {
      this.canvas.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      moved = fingers.size > 1 ? Infinity : 0;
      spread = fingers.size === 2 ? apart() : 0;
    });
    this.canvas.addEventListener("pointermove", (event) => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      const [dx, dy] = [event.clientX - before.x, event.clientY - before.y];
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      moved += Math.hypot(dx, dy);
      if (fingers.size === 2) {
        this.zoom(spread / apart());
        spread = apart();
      } else if (moved > CLICK_PX) this.turn(-0.008 * dx, 0.008 * dy);
    });
    this.canvas.addEventListener("pointerup", (event) => {
      fingers.delete(event.pointerId);
      if (moved <= CLICK_PX) this.point(event);
    });
    this.canvas.addEventListener("pointercancel", (event) => fingers.delete(event.pointerId));
    this.canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.zoom(Math.exp(0.001 * event.deltaY));
    }, { passive: false });
    const keys = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] };
    this.canvas.addEventListener("keydown", (event) => {
      if (keys[event.key]) this.turn(...keys[event.key]);
      else if ("+=".includes(event.key)) this.zoom(0.9);
      else if (event.key === "-") this.zoom(1.1);
      else return;
      event.preventDefault();
    });
  }

  turn(yaw, pitch) {
    this.view.yaw += yaw;
    this.view.pitch = Math.max(-0.4, Math.min(1.4, this.view.pitch + pitch));
    this.stale = true;
  }

  zoom(factor) {
    this.view.distance = Math.max(0.3, Math.min(8, this.view.distance * factor));
    this.stale = true;
  }

  // A click means a place around the head, on the side of whoever clicks.
  point({ clientX, clientY }) {
    const box = this.canvas.getBoundingClientRect();
    const at = new three.Vector2(2 * (clientX - box.left) / box.width - 1, 1 - 2 * (clientY - box.top) / box.height);
    const caster = new three.Raycaster();
    caster.setFromCamera(at, this.camera);
    const ball = new three.Sphere(this.headAt(), Math.min(FAR_LOOK_M, 0.6 * this.view.distance));
    const place = new three.Vector3();
    if (!caster.ray.intersectSphere(ball, place)) caster.ray.closestPointToPoint(ball.center, place);
    this.lookAt(place.toArray());
  }

  lookAt(point) {
    this.mark.position.fromArray(point);
    this.mark.visible = true;
    this.stale = true;
    this.look(point);
  }

  headAt() {
    return this.head ? this.head.getWorldPosition(new three.Vector3()) : this.target.clone();
  }

  eye() {
    return this.camera.position.toArray();
  }

  // Draws if something changed and the last picture has been paid for; `history` holds what was measured.
  draw(history, now_ms) {
    if (now_ms < this.next_ms) return;
    const row = history.newest;
    if (row) this.pose(history, row);
    if (!this.stale) return;
    this.stale = false;
    const { yaw, pitch, distance } = this.view;
    const out = new three.Vector3(Math.cos(pitch) * Math.cos(yaw), Math.cos(pitch) * Math.sin(yaw), Math.sin(pitch));
    this.camera.position.copy(this.target).addScaledVector(out, distance);
    this.camera.lookAt(this.target);
    this.next_ms = now_ms + PAUSES * this.cost(() => this.renderer.render(this.world, this.camera));
    this.frames += 1;
  }

  // One picture as sharp as it gets, whatever it costs.
  still() {
    this.sharp = 2;
    this.resize();
    this.next_ms = Infinity;
    this.renderer.render(this.world, this.camera);
  }

  // What a picture takes [ms], asked for now and then, and always of a machine without a graphics card: it
  // draws fewer pixels, and most of its time is left to others, of which one may be the robot.
  cost(render) {
    const began_ms = performance.now();
    render();
    if (!this.soft && this.frames % 60 !== 30) return 0;
    const gl = this.renderer.getContext();
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4)); // waits until it is drawn
    const took_ms = Math.min(performance.now() - began_ms, DEAREST_MS);
    if (took_ms > DEAR_MS && this.sharp > 0.5 && this.frames > 3) {
      this.sharp *= 0.8;
      this.resize();
    }
    return took_ms;
  }

  pose(history, newest) {
    if (newest === this.posed) return;
    this.posed = newest;
    const when = newest.t_s - LAG_S;
    const rows = history.rows;
    let after = rows.length - 1;
    while (after > 0 && rows[after - 1].told_s > when && rows[after - 1].told_s <= rows[after].told_s) after -= 1;
    const [next, last] = [rows[after], rows[Math.max(after - 1, 0)]];
    const span = next.told_s - last.told_s;
    const share = span > 0 ? Math.max(0, Math.min(1, (when - last.told_s) / span)) : 1;
    for (const link of this.links) {
      if (link.joint < 0) continue;
      const [a, b] = [history.joint(link.joint, last), history.joint(link.joint, next)];
      if (Number.isNaN(b)) continue;
      link.place(link.offset + link.scale * (Number.isNaN(a) ? b : a + share * (b - a)));
    }
    this.stale = true;
  }
}

// Whether pictures are computed by the processor.
function isSoftware() {
  const gl = document.createElement("canvas").getContext("webgl2");
  if (!gl) return true;
  const told = gl.getExtension("WEBGL_debug_renderer_info");
  const name = told ? gl.getParameter(told.UNMASKED_RENDERER_WEBGL) : "";
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return /swiftshader|llvmpipe|software|basic render/i.test(name);
}

// Nodes in the order of the figure: a joint's frame, then the link in it.
function build(figure, world) {
  const nodes = new Map();
  const materials = new Map();
  return figure.map((link) => {
    const node = new three.Group();
    setPlace(node, link.origin);
    (nodes.get(link.parent) ?? world).add(node);
    nodes.set(link.name, node);
    for (const mesh of meshes(link.shapes, materials)) node.add(mesh);
    const [rest, at] = [node.quaternion.clone(), node.position.clone()];
    const axis = new three.Vector3(...link.axis).normalize();
    const turned = new three.Quaternion();
    const place = link.kind === "shines" ? shining(node) : link.kind === "slides"
      ? (value) => node.position.copy(axis).multiplyScalar(value).applyQuaternion(rest).add(at)
      : (value) => node.quaternion.copy(rest).multiply(turned.setFromAxisAngle(axis, value));
    return { ...link, node, place };
  });
}

// A light has a colour of its own: dark from 0 down, lit from 1 on.
function shining(node) {
  const lit = node.children.map((mesh) => mesh.material.color.clone());
  for (const [n, mesh] of node.children.entries()) mesh.material = new three.MeshBasicMaterial({ color: lit[n] });
  return (value) => {
    const share = 0.06 + 0.94 * Math.max(0, Math.min(1, value));
    for (const [n, mesh] of node.children.entries()) mesh.material.color.copy(lit[n]).multiplyScalar(share);
  };
}

// The shapes of a link, of one colour in one piece: fewer calls, not fewer triangles.
function meshes(shapes, materials) {
  const byColour = new Map();
  for (const { shape, size, origin, colour } of shapes) {
    const geometry = SHAPES[shape](size);
    const place = new three.Object3D();
    setPlace(place, origin);
    place.updateMatrix();
    geometry.applyMatrix4(place.matrix);
    const key = colour.join();
    byColour.set(key, [...(byColour.get(key) ?? []), geometry]);
  }
  return [...byColour].map(([key, parts]) => {
    if (!materials.has(key)) {
      const [r, g, b] = key.split(",").map(Number);
      materials.set(key, new three.MeshStandardMaterial({ color: new three.Color().setRGB(r, g, b, three.SRGBColorSpace), roughness: 0.62 }));
    }
    return new three.Mesh(joined(parts), materials.get(key));
  });
}

function joined(parts) {
  const loose = parts.map((part) => part.toNonIndexed());
  const whole = new three.BufferGeometry();
  for (const name of ["position", "normal"]) {
    const arrays = loose.map((part) => part.getAttribute(name).array);
    const all = new Float32Array(arrays.reduce((sum, one) => sum + one.length, 0));
    let at = 0;
    for (const one of arrays) {
      all.set(one, at);
      at += one.length;
    }
    whole.setAttribute(name, new three.BufferAttribute(all, 3));
  }
  return whole;
}

// URDF's roll, pitch and yaw turn about fixed axes: x, then y, then z.
function setPlace(node, [x, y, z, roll, pitch, yaw]) {
  node.position.set(x, y, z);
  node.rotation.set(roll, pitch, yaw, "ZYX");
}
