// The page: unpacks the take, wires the parts together, draws once a frame.

const PAINTS = {
  accent: "#4fcdb5",
  iris: ["#8ff0de", "#2ba793", "#0e4a44"],
  room: ["#3a4a5d", "#202a37"],
};
const DELAY_INK = { lookahead_ms: "#c4a5ff", compute_ms: "#8fa3bd", lead_ms: "#5fd6c0", lag_ms: "#f0b35b" };
const RATES = [[1, "1×"], [0.5, "½×"], [0.25, "¼×"]];
const $ = (id) => document.getElementById(id);

const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

async function inflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// Columns are int16 differences along time; -32768 is unknown, else value = offset + step * number.
async function unpackColumns(take) {
  const bytes = await inflated(bytesOf(take.curves));
  const steps = new DataView(bytes.buffer);
  return take.scales.map(([offset, step], column) => {
    const values = new Float32Array(take.rows);
    let number = 0;
    for (let row = 0; row < take.rows; row++) {
      number = ((number + steps.getInt16(2 * (column * take.rows + row), true)) << 16) >> 16;
      values[row] = number === -32768 ? NaN : offset + step * number;
    }
    return values;
  });
}

// name -> {kind, unit, range, series}: everything that can be drawn as a curve.
function curveTable(take, columns) {
  const table = new Map();
  const [c, j] = [take.channels.length, take.joints.length];
  take.channels.forEach((one, n) => {
    table.set(`channel:${one.name}`, { ...one, series: [{ kind: "channel", values: columns[n] }] });
  });
  take.joints.forEach((one, n) => {
    const order = ["asked", "played", "measured"];
    const series = order.map((kind, k) => ({ kind, values: columns[c + k * j + n] }));
    series.push(series.shift()); // what was asked is dashed, on top
    table.set(one.name, { ...one, series });
  });
  for (const one of table.values()) {
    const [low, high] = extent(one.series.map((part) => part.values));
    one.moves = high - low > 0.004 * (one.high - one.low);
  }
  return table;
}

// Role values of the view at t, from the measured joints; asked ones where nothing is measured.
function poseReader(take, table, clock) {
  const parts = Object.entries(take.view.parts ?? {});
  const seen = (joint) => {
    const [, measured, asked] = table.get(joint).series.map((one) => one.values);
    return Number.isNaN(measured[measured.length >> 1]) ? asked : measured;
  };
  const roles = parts.map(([part, entries]) => [
    part,
    Object.entries(entries).map(([role, source]) => ({ role, ...source, values: seen(source.joint) })),
  ]);
  return (t_s) => Object.fromEntries(roles.map(([part, entries]) => [
    part,
    Object.fromEntries(entries.map(({ role, offset, scale, values }) => {
      const value = valueAt(values, clock, t_s);
      return [role, offset + scale * (Number.isNaN(value) ? 0 : value)];
    })),
  ]));
}

function drawStage(canvas, pose, paint) {
  const { ctx, width, height } = fitted(canvas);
  const whole = { left: 0, top: 0, width, height };
  const hasArms = pose.left_arm || pose.right_arm;
  if (!pose.mouth && !pose.left_eye && !pose.matrix) {
    drawRoom(ctx, whole, paint);
    const [middle_m, height_m] = pose.antennas ? [0.5, 0.62] : [0.2, 0.95];
    drawRobot(ctx, new Camera(whole, 0, middle_m, height_m), pose, paint);
    return null;
  }
  const beside = hasArms && width > 640 ? Math.min(width * 0.4, height * 0.68) : 0;
  const closeUp = { left: beside, top: 0, width: width - beside, height };
  const mouth = within(ctx, closeUp, () => drawCloseUp(ctx, closeUp, pose, paint));
  if (beside) {
    const box = { left: 0, top: 0, width: beside, height };
    within(ctx, box, () => drawWhole(ctx, box, pose, paint));
  }
  return mouth;
}

function within(ctx, box, draw) {
  ctx.save();
  ctx.beginPath();
  ctx.rect(box.left, box.top, box.width, box.height);
  ctx.clip();
  const made = draw();
  ctx.restore();
  return made;
}

// Head and shoulders.
function drawCloseUp(ctx, box, pose, paint) {
  drawRoom(ctx, box, paint);
  const { head } = placeBody({ ...pose, head: {}, torso: {} });
  return drawRobot(ctx, new Camera(box, 0, head.origin[2] - 0.026, 0.375), pose, paint);
}

// The whole upper body in a darker room of its own; its stand fades into the floor.
function drawWhole(ctx, box, pose, paint) {
  drawRoom(ctx, box, { room: ["#2a3542", "#1a212b"] });
  const height_m = Math.max(1.17, (0.65 * box.height) / box.width); // arms and all
  drawRobot(ctx, new Camera(box, 0, 0.75 - height_m / 2, height_m), pose, paint);
  const floor = ctx.createLinearGradient(0, box.height * 0.8, 0, box.height);
  floor.addColorStop(0, "rgba(22, 28, 37, 0)");
  floor.addColorStop(0.9, "rgba(22, 28, 37, 1)");
  ctx.fillStyle = floor;
  ctx.fillRect(box.left, box.height * 0.8, box.width, box.height * 0.2);
  ctx.fillStyle = "#0d1117";
  ctx.fillRect(box.left + box.width - 1, 0, 1, box.height);
}

function drawWave(canvas, peaks, player) {
  const { ctx, width, height } = fitted(canvas);
  ctx.clearRect(0, 0, width, height);
  const x = (t) => ((t - player.from_s) / (player.to_s - player.from_s)) * width;
  const bars = Math.floor(width / 3);
  for (let bar = 0; bar < bars; bar++) {
    const share = (bar + 0.5) / bars;
    const t_s = mix(player.from_s, player.to_s, share);
    const half = Math.max(1, peaks(t_s, (player.to_s - player.from_s) / bars) * height * 0.47);
    ctx.fillStyle = t_s <= player.t_s ? INK.measured : "#3a4657";
    ctx.fillRect(bar * 3, height / 2 - half, 2, 2 * half);
  }
  ctx.fillStyle = "#fff";
  ctx.fillRect(clamp(x(player.t_s) - 1, 0, width - 2), 0, 2, height);
}

// Loudest sample in windows of 5 ms, as a function of time.
function peaksOf(wav, take) {
  const pcm = new DataView(wav.buffer, 44);
  const step = Math.round(take.audio_rate_hz / 200);
  const count = Math.floor(pcm.byteLength / 2 / step);
  const peaks = new Float32Array(count);
  let top = 1e-3;
  for (let n = 0; n < count * step; n++) {
    const level = Math.abs(pcm.getInt16(2 * n, true)) / 32768;
    const at = Math.floor(n / step);
    if (level > peaks[at]) peaks[at] = level;
    if (level > top) top = level;
  }
  return (t_s, width_s) => {
    let most = 0;
    const last = Math.min(count, Math.ceil((t_s + width_s / 2) * 200));
    for (let n = Math.max(0, Math.floor((t_s - width_s / 2) * 200)); n < last; n++) {
      most = Math.max(most, peaks[n]);
    }
    return most / top;
  };
}

// The part of the take that the curves show: all of it, or `width_s` round the cursor.
function spanAt(player, width_s) {
  const whole = player.to_s - player.from_s;
  if (!width_s || width_s >= whole) return { from: player.from_s, to: player.to_s };
  const from = clamp(player.t_s - width_s / 2, player.from_s, player.to_s - width_s);
  return { from, to: from + width_s };
}

async function open() {
  const take = JSON.parse($("take").textContent);
  const clock = { t0_s: take.t0_s, rate_hz: take.rate_hz };
  const table = curveTable(take, await unpackColumns(take));
  const wav = bytesOf(take.audio);
  const audio = new Audio();
  audio.preload = "auto";
  audio.src = URL.createObjectURL(new Blob([wav], { type: "audio/wav" }));
  const player = new Player(audio, take.t0_s, take.t0_s + (take.rows - 1) / take.rate_hz);
  const paint = { ...PAINTS, ...take.view.paint };
  const poseAt = poseReader(take, table, clock);
  const peaks = peaksOf(wav, take);
  const board = new Board(table, clock, player, take.view.curves ?? []);
  showFigures(take);
  let mouth = null;
  let drawnFor = "";
  const drawn = take.view.parts && Object.keys(take.view.parts).length;
  if (!drawn) {
    document.querySelector(".stage").remove();
    document.querySelector("main").classList.add("bare");
  }
  const frame = () => {
    requestAnimationFrame(frame);
    player.step();
    const looks = [player.t_s, player.playing, player.sound, board.looks(), innerWidth, innerHeight,
      devicePixelRatio, $("stage")?.clientHeight].join();
    if (looks === drawnFor) return;
    drawnFor = looks;
    if (drawn) mouth = drawStage($("stage"), poseAt(player.t_s), paint);
    drawWave($("wave"), peaks, player);
    board.draw();
    $("now").textContent = fixed(player.t_s, 2);
    if (drawn) $("mute").hidden = player.sound !== "none";
    document.body.classList.toggle("playing", player.playing);
  };
  wire(player, take);
  const state = () => ({
    t_s: player.t_s, playing: player.playing, sound: player.sound, heard_s: player.heard_s,
    hearing: player.hearing(), from_s: player.from_s, to_s: player.to_s, mouth,
    curves: board.names(),
  });
  frame();
  window.kinesics = {
    ready: true, state, play: () => player.play(), pause: () => player.pause(),
    seek: (t_s) => { player.seek(t_s); player.step(); },
    show: (name) => board.toggle(name),
  };
}

function wire(player, take) {
  $("whole").textContent = `of ${fixed(player.to_s, 2)} s`;
  const toggle = () => (player.playing ? player.pause() : player.play());
  $("play").onclick = toggle;
  let rate = 0;
  $("rate").onclick = () => {
    rate = (rate + 1) % RATES.length;
    player.setRate(RATES[rate][0]);
    $("rate").textContent = RATES[rate][1];
  };
  scrubbable($("wave"), (share) => player.seek(mix(player.from_s, player.to_s, share)));
  document.addEventListener("keydown", (event) => {
    if (event.target.tagName === "INPUT") return;
    if (event.key === " ") toggle();
    else if (event.key === "ArrowLeft") player.seek(player.t_s - 0.1);
    else if (event.key === "ArrowRight") player.seek(player.t_s + 0.1);
    else return;
    event.preventDefault();
  });
}

open();
