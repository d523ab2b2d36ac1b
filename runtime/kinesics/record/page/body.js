// The upper body: waist, torso, neck and arms by forward kinematics; sizes in metres.

const BODY = {
  neck: [0.0, 0, 0.43],
  head: [0.022, 0, 0.128],
  shoulder: [0.0, 0.185, 0.345],
  upper: 0.235,
  fore: 0.215,
};

// pose: role values as `view` names them; angles are 0 where the robot has no such joint.
function placeBody(pose) {
  const angles = (part) => [part?.yaw ?? 0, part?.pitch ?? 0, part?.roll ?? 0];
  const ypr = ([yaw, pitch, roll]) => [aboutZ(yaw), aboutY(pitch), aboutX(roll)];
  const torso = new Frame().child([0, 0, 0], ...ypr(angles(pose.torso)));
  const neck = torso.child(BODY.neck, ...ypr(angles(pose.head)));
  return { torso, neck, head: neck.child(BODY.head) };
}

function placeArm(torso, side, arm) {
  const value = (name) => arm[name] ?? 0;
  const [x, y, z] = BODY.shoulder;
  const upper = torso.child(
    [x, side * y, z],
    aboutY(value("shoulder_pitch")), aboutX(value("shoulder_roll")), aboutZ(value("shoulder_yaw")),
  );
  const fore = upper.child([0, 0, -BODY.upper], aboutY(value("elbow")));
  const hand = fore.child(
    [0, 0, -BODY.fore],
    aboutZ(value("wrist_yaw")), aboutY(value("wrist_pitch")), aboutX(value("wrist_roll")),
  );
  return { side, upper, fore, hand, grip: arm.grip ?? 0.6 };
}

function drawRobot(ctx, camera, pose, paint) {
  const { torso, neck, head } = placeBody(pose);
  const arms = [["left_arm", 1], ["right_arm", -1]]
    .filter(([name]) => pose[name])
    .map(([name, side]) => placeArm(torso, side, pose[name]));
  const behind = (arm) => arm.fore.origin[0] + arm.hand.origin[0] < -0.08;
  arms.filter(behind).forEach((arm) => drawArm(ctx, camera, arm));
  drawTorso(ctx, camera, torso, paint);
  drawNeck(ctx, camera, torso, neck, head);
  arms.filter((arm) => !behind(arm)).forEach((arm) => drawArm(ctx, camera, arm));
  return drawHead(ctx, camera, head, pose, paint);
}

function solid(ctx, camera, frame, blobs, tones, shadow = 0) {
  const outline = skin(camera, frame, blobs);
  const area = bounds(outline);
  if (!touches(area, camera.box)) return outline;
  ctx.save();
  if (shadow) {
    ctx.shadowColor = "rgba(5, 8, 12, .5)";
    ctx.shadowBlur = shadow * camera.scale;
    ctx.shadowOffsetY = shadow * camera.scale * 0.35;
  }
  ctx.fillStyle = Array.isArray(tones) ? lit(ctx, area, tones) : tones;
  ctx.fill(closedPath(outline));
  ctx.restore();
  return outline;
}

const ball = (at, radius) => ({ at, radii: [radius, radius, radius] });

function drawTorso(ctx, camera, torso, paint) {
  solid(ctx, camera, new Frame(), [
    { at: [0, 0, -0.72], radii: [0.13, 0.17, 0.06] },
    { at: [0, 0, -0.13], radii: [0.07, 0.075, 0.03] },
  ], ["#46505d", "#272e38", "#12161c"]);
  solid(ctx, camera, new Frame(), [{ at: [0, 0, -0.1], radii: [0.085, 0.098, 0.022] }],
    ["#6a7686", "#465060", "#222933"]);
  solid(ctx, camera, torso, [
    { at: [0, 0, -0.06], radii: [0.072, 0.08, 0.03] },
    { at: [0, 0, 0.12], radii: [0.08, 0.1, 0.08] },
  ], ["#454e5b", "#2a313b", "#12161c"]);
  for (const side of [1, -1]) {
    solid(ctx, camera, torso, [ball([0, side * 0.165, 0.345], 0.05)], TONES.graphite);
  }
  const chest = solid(ctx, camera, torso, [
    { at: [0.0, 0, 0.335], radii: [0.085, 0.135, 0.075] },
    { at: [0.01, 0, 0.24], radii: [0.09, 0.125, 0.11] },
    { at: [0.0, 0, 0.14], radii: [0.075, 0.088, 0.06] },
  ], TONES.shell, 0.02);
  const seen = (points) => points.map((p) => { const s = camera.at(torso.point(p)); return [s.x, s.y]; });
  ctx.save();
  ctx.clip(closedPath(chest));
  drawChest(ctx, seen, bounds(chest), paint);
  ctx.restore();
}

function drawChest(ctx, seen, box, paint) {
  const dot = (p, radius, fill) => {
    const [[x, y], [right]] = seen([p, [p[0], p[1] + radius, p[2]]]);
    ctx.fillStyle = fill;
    ctx.beginPath();
    ctx.arc(x, y, Math.abs(right - x), 0, 2 * Math.PI);
    ctx.fill();
  };
  const collar = new Path2D();
  curveThrough(collar, seen([-0.09, -0.05, 0, 0.05, 0.09]
    .map((y) => [0.085 - 4 * y * y, y, 0.365 + 4.5 * y * y])));
  const belt = new Path2D();
  curveThrough(belt, seen([-0.12, -0.06, 0, 0.06, 0.12]
    .map((y) => [0.09 - 4 * y * y, y, 0.165 + 1.4 * y * y])));
  for (const seam of [collar, belt]) {
    ctx.lineWidth = Math.max(1, box.width * 0.006);
    ctx.strokeStyle = "rgba(84, 74, 64, .4)";
    ctx.stroke(seam);
  }
  for (let ring = 0; ring < 4; ring++) {
    const count = ring ? ring * 6 : 1;
    for (let n = 0; n < count; n++) {
      const angle = (2 * Math.PI * n) / count;
      const [y, z] = [0.0095 * ring * Math.cos(angle), 0.262 + 0.0095 * ring * Math.sin(angle)];
      dot([0.1, y, z], 0.0026, "rgba(44, 40, 38, .78)");
    }
  }
  dot([0.086, 0.07, 0.315], 0.0078, "rgba(40, 46, 56, .85)");
  dot([0.086, 0.07, 0.315], 0.0048, paint.accent);
}

function drawNeck(ctx, camera, torso, neck, head) {
  const [low, high] = [torso.point([0, 0, 0.385]), head.point([-0.025, 0, -0.075])];
  const rings = 7;
  solid(ctx, camera, torso, [{ at: [0, 0, 0.392], radii: [0.06, 0.072, 0.022] }], TONES.graphite);
  for (let n = 0; n < rings; n++) {
    const share = n / (rings - 1);
    const at = [0, 1, 2].map((k) => mix(low[k], high[k], share));
    const frame = new Frame(share < 0.5 ? torso.axes : neck.axes, at);
    const width = 0.047 + 0.004 * Math.cos(2 * Math.PI * share);
    solid(ctx, camera, frame, [{ at: [0, 0, 0], radii: [width, width, 0.0125] }],
      n % 2 ? ["#3d4653", "#2b323d", "#12161c"] : ["#55606f", "#363e4a", "#181c23"]);
  }
  solid(ctx, camera, torso, [{ at: [0, 0, 0.386], radii: [0.057, 0.07, 0.014] }],
    ["#6a7686", "#465060", "#222933"]);
}

function drawArm(ctx, camera, { side, upper, fore, hand, grip }) {
  const parts = [
    { depth: upper.origin[0] + fore.origin[0], draw: () => drawUpper(ctx, camera, upper, side) },
    { depth: fore.origin[0] + hand.origin[0], draw: () => drawFore(ctx, camera, fore) },
    { depth: 2 * hand.origin[0] + 0.01, draw: () => drawHand(ctx, camera, hand, side, grip) },
  ];
  parts.sort((a, b) => a.depth - b.depth).forEach((part) => part.draw());
}

function drawUpper(ctx, camera, upper, side) {
  const end = [0, 0, -BODY.upper];
  solid(ctx, camera, upper, [ball([0, 0, -0.08], 0.027), ball(end, 0.03)], TONES.graphite);
  solid(ctx, camera, upper, [ball([0, 0, -0.03], 0.041), ball([0, 0, -0.17], 0.034)],
    TONES.shell);
  solid(ctx, camera, upper, [{ at: [0, side * 0.004, 0], radii: [0.052, 0.05, 0.052] }], TONES.shell,
    0.01);
}

function drawFore(ctx, camera, fore) {
  solid(ctx, camera, fore, [ball([0, 0, 0], 0.031)], TONES.graphite);
  solid(ctx, camera, fore, [ball([0, 0, -0.12], 0.022), ball([0, 0, -BODY.fore], 0.021)],
    TONES.graphite);
  solid(ctx, camera, fore, [ball([0, 0, -0.048], 0.034), ball([0, 0, -0.165], 0.026)],
    TONES.shell);
}

// grip 1 is an open hand, 0 a fist.
function drawHand(ctx, camera, hand, side, grip) {
  const curl = (1 - grip) * 1.35 + 0.12;
  const tones = ["#5a6472", "#39424e", "#1a1f26"];
  for (const [y, length] of [[-0.022, 0.9], [-0.0075, 1], [0.0075, 0.97], [0.022, 0.82]]) {
    const knuckle = hand.child([0, y, -0.07], aboutY(-curl));
    const middle = knuckle.child([0, 0, -0.034 * length], aboutY(-curl * 1.1));
    solid(ctx, camera, middle, [ball([0, 0, 0], 0.0075), ball([0, 0, -0.026 * length], 0.0065)], tones);
    solid(ctx, camera, knuckle, [ball([0, 0, 0], 0.0085), ball([0, 0, -0.034 * length], 0.0078)], tones);
  }
  const thumb = hand.child([0.008, -side * 0.027, -0.03], aboutX(-side * 0.55), aboutY(-curl * 0.5));
  solid(ctx, camera, thumb, [ball([0, 0, 0], 0.0095), ball([0, 0, -0.045], 0.0078)], tones);
  solid(ctx, camera, hand, [
    { at: [0, 0, -0.02], radii: [0.014, 0.024, 0.016] },
    { at: [0, 0, -0.058], radii: [0.014, 0.031, 0.02] },
  ], TONES.shell);
}

// The room: a soft light behind the robot and a pool on the floor.
function drawRoom(ctx, box, paint) {
  const { left, top, width, height } = box;
  ctx.fillStyle = "#161c25";
  ctx.fillRect(left, top, width, height);
  const glow = ctx.createRadialGradient(
    left + width * 0.5, top + height * 0.4, 0, left + width * 0.5, top + height * 0.4, height * 0.9,
  );
  glow.addColorStop(0, paint.room[0]);
  glow.addColorStop(0.5, paint.room[1]);
  glow.addColorStop(1, "rgba(18, 23, 31, 0)");
  ctx.fillStyle = glow;
  ctx.fillRect(left, top, width, height);
}
