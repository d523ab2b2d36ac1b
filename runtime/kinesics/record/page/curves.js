// Curves: each row one channel or joint over a window of time, drawn from the take's arrays.

const INK = { asked: "#f4f7fb", played: "#f0b35b", measured: "#5fd6c0", channel: "#c4a5ff" };
const STYLE = {
  asked: { width: 1.3, dash: [3, 4] },
  played: { width: 1.2, dash: [] },
  measured: { width: 2, dash: [] },
  channel: { width: 1.8, dash: [] },
};

// Unit as shown: metres are millimetres to the eye.
const shownUnit = (unitName) => ({ m: ["mm", 1000], rad: ["rad", 1], 1: ["", 1] })[unitName] ?? [unitName, 1];

function extent(columns) {
  let [low, high] = [Infinity, -Infinity];
  for (const values of columns) {
    for (const value of values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? [low, high] : [0, 0];
}

// A number with its own minus, and none before zero.
const fixed = (value, digits) => value.toFixed(digits).replace(/^-(?=0\.?0*$)/, "").replace("-", "−");

class CurveRow {
  // series: [{kind, values}], each of all rows of the take
  constructor({ name, unitName, least }, series, onSeek, onClose) {
    Object.assign(this, { name, series });
    [this.unit, this.factor] = shownUnit(unitName);
    const [low, high] = extent(series.map((one) => one.values));
    const pad = Math.max((high - low) * 0.14, least);
    this.range = [low - pad, high + pad];
    this.element = document.createElement("div");
    this.element.className = "row";
    this.element.innerHTML =
      '<div class="name"><button title="remove this curve">×</button><b></b><i></i></div>' +
      '<canvas></canvas><div class="value"><small></small><b></b><small></small></div>';
    this.element.querySelector("b").textContent = name.replaceAll("_", "_\u200b"); // may break there
    this.element.querySelector("i").textContent =
      (series[0].kind === "channel" ? "channel" : "joint") + (this.unit ? ` · ${this.unit}` : "");
    this.element.querySelector("button").onclick = onClose;
    this.canvas = this.element.querySelector("canvas");
    const [top, bottom] = this.element.querySelectorAll(".value small");
    [top.textContent, bottom.textContent] = [high, low].map((value) => this.shown(value));
    this.value = this.element.querySelector(".value b");
    this.main = series.find((one) => one.kind === "measured") ?? series[0];
    scrubbable(this.canvas, (share) => onSeek(share));
  }

  shown(value) {
    if (Number.isNaN(value)) return "–";
    return fixed(value * this.factor, this.factor > 1 ? 1 : 3);
  }

  // span: {from, to} seconds; clock: the take's {t0_s, rate_hz}; hidden: kinds not drawn
  draw(span, clock, t_s, hidden) {
    const { ctx, width, height } = fitted(this.canvas);
    ctx.clearRect(0, 0, width, height);
    const x = (t) => ((t - span.from) / (span.to - span.from)) * width;
    const y = (v) => height - ((v - this.range[0]) / (this.range[1] - this.range[0])) * height;
    drawGrid(ctx, span, x, height);
    if (this.range[0] < 0 && this.range[1] > 0) {
      ctx.fillStyle = "rgba(255, 255, 255, .10)";
      ctx.fillRect(0, Math.round(y(0)), width, 1);
    }
    for (const { kind, values } of this.series) {
      if (!hidden.has(kind)) drawCurve(ctx, values, clock, span, x, y, STYLE[kind], INK[kind]);
    }
    ctx.fillStyle = "rgba(255, 255, 255, .85)";
    ctx.fillRect(x(t_s) - 0.5, 0, 1, height);
    const value = valueAt(this.main.values, clock, t_s);
    this.value.textContent = this.shown(value);
    this.value.style.color = INK[this.main.kind];
    if (!Number.isNaN(value)) {
      ctx.fillStyle = INK[this.main.kind];
      ctx.beginPath();
      ctx.arc(x(t_s), y(value), 3.2, 0, 7);
      ctx.fill();
    }
  }
}

function drawCurve(ctx, values, clock, span, x, y, style, ink) {
  const first = Math.max(0, Math.floor((span.from - clock.t0_s) * clock.rate_hz));
  const last = Math.min(values.length - 1, Math.ceil((span.to - clock.t0_s) * clock.rate_hz));
  ctx.beginPath();
  let pen = false;
  for (let n = first; n <= last; n++) {
    if (Number.isNaN(values[n])) {
      pen = false;
      continue;
    }
    const px = x(clock.t0_s + n / clock.rate_hz);
    if (pen) ctx.lineTo(px, y(values[n]));
    else ctx.moveTo(px, y(values[n]));
    pen = true;
  }
  ctx.lineJoin = "round";
  ctx.lineWidth = style.width;
  ctx.setLineDash(style.dash);
  ctx.strokeStyle = ink;
  ctx.stroke();
  ctx.setLineDash([]);
}

// Seconds between grid lines such that few fit.
function gridStep(span) {
  const wanted = (span.to - span.from) / 10;
  return [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 60].find((step) => step >= wanted) ?? 120;
}

function drawGrid(ctx, span, x, height) {
  const step = gridStep(span);
  for (let n = Math.ceil(span.from / step); n * step <= span.to; n++) {
    ctx.fillStyle = n === 0 ? "rgba(255, 255, 255, .22)" : "rgba(255, 255, 255, .055)";
    ctx.fillRect(Math.round(x(n * step)), 0, 1, height);
  }
}

function drawAxis(canvas, span) {
  const { ctx, width, height } = fitted(canvas);
  ctx.clearRect(0, 0, width, height);
  ctx.fillStyle = "#7f8b9b";
  ctx.font = "11px ui-sans-serif, system-ui, sans-serif";
  ctx.textAlign = "center";
  const step = gridStep(span);
  for (let n = Math.ceil(span.from / step); n * step <= span.to; n++) {
    const x = ((n * step - span.from) / (span.to - span.from)) * width;
    const digits = step < 0.1 ? 2 : step < 1 ? 1 : 0;
    const text = `${fixed(n * step, digits)} s`;
    if (x > 14 && x < width - 14) ctx.fillText(text, x, height - 6);
  }
}

// Linear between rows, NaN where unknown, held at the ends.
function valueAt(values, clock, t_s) {
  const at = clamp((t_s - clock.t0_s) * clock.rate_hz, 0, values.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, values.length - 1);
  return mix(values[low], values[high], at - low);
}

// A canvas matched to its box and the screen's pixels.
function fitted(canvas) {
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const ctx = canvas.getContext("2d");
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  return { ctx, width, height };
}

// Calls onShare(0..1) while the pointer is down on `element`.
function scrubbable(element, onShare) {
  const tell = (event) => {
    const box = element.getBoundingClientRect();
    onShare(clamp((event.clientX - box.left) / box.width, 0, 1));
  };
  element.addEventListener("pointerdown", (event) => {
    element.setPointerCapture(event.pointerId);
    tell(event);
  });
  element.addEventListener("pointermove", (event) => {
    if (element.hasPointerCapture(event.pointerId)) tell(event);
  });
}
