// Curves of the last ten seconds: asked, sent, played and measured of a joint, the mix of a channel.

const SHOWN_S = 10;
const MOST = 8;
const LEAST_MS = 66;
const PAUSES = 3; // as long as drawing takes

export class Plots {
  constructor(holder, history) {
    this.holder = holder;
    this.history = history;
    this.plots = new Map();
    this.paused = false;
    this.newest_s = 0;
    this.next_ms = 0;
  }

  add(name) {
    if (this.plots.has(name) || this.plots.size >= MOST || !this.history.column.has(name)) return;
    const box = document.createElement("div");
    box.className = "plot";
    const [head, title, values, close, canvas] = ["header", "b", "output", "button", "canvas"].map((tag) => document.createElement(tag));
    title.textContent = shown(name);
    close.textContent = "×";
    close.type = "button";
    close.setAttribute("aria-label", `Remove the curve of ${shown(name)}`);
    close.addEventListener("click", () => this.remove(name));
    values.setAttribute("aria-label", `${shown(name)} now`);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `Curve of ${shown(name)}; its numbers stand beside its name`);
    head.append(title, values, close);
    box.append(head, canvas);
    this.holder.append(box);
    this.plots.set(name, { box, values, canvas });
  }

  remove(name) {
    this.plots.get(name)?.box.remove();
    this.plots.delete(name);
  }

  // Tells the numbers of all and draws those that are seen, if the last time has been paid for: most of it is left to others.
  draw(now_ms) {
    if (this.paused || !this.history.newest || now_ms < this.next_ms) return;
    const colours = getComputedStyle(document.documentElement);
    this.newest_s = this.history.newest.t_s;
    for (const [name, plot] of this.plots) {
      plot.values.value = this.history.streams(name).map((one) => `${one} ${number(this.history.value(name, one))}`).join("  ");
      if (isSeen(plot.canvas)) this.drawOne(name, plot.canvas, colours);
    }
    this.next_ms = now_ms + Math.max(PAUSES * (performance.now() - now_ms), LEAST_MS);
  }

  drawOne(name, canvas, colours) {
    const sharp = Math.min(window.devicePixelRatio, 2);
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (!width) return;
    if (canvas.width !== Math.round(width * sharp)) [canvas.width, canvas.height] = [width * sharp, height * sharp].map(Math.round);
    const ctx = canvas.getContext("2d");
    ctx.setTransform(sharp, 0, 0, sharp, 0, 0);
    ctx.clearRect(0, 0, width, height);
    const streams = this.history.streams(name);
    const lines = streams.map((stream) => this.line(name, stream));
    const all = lines.flat().map(([, value]) => value);
    const { low, high, unit } = this.history.range(name);
    const least = 0.02 * (high - low);
    const [from, to] = all.length ? [Math.min(...all), Math.max(...all)] : [low, high];
    const pad = Math.max(0.08 * (to - from), (least - (to - from)) / 2);
    const y = (value) => height - 4 - ((value - from + pad) / (to - from + 2 * pad)) * (height - 8);
    const x = (t_s) => width * (1 - (this.newest_s - t_s) / SHOWN_S);
    this.scale(ctx, { width, height, low: from - pad, high: to + pad, unit, colour: colours.getPropertyValue("--soft") });
    lines.forEach((points, n) => {
      ctx.beginPath();
      for (const [t_s, value] of points) ctx.lineTo(x(t_s), y(value));
      ctx.strokeStyle = colours.getPropertyValue(`--${streams[n]}`);
      ctx.lineWidth = streams[n] === "measured" ? 2 : 1.4;
      ctx.stroke();
    });
  }

  line(name, stream) {
    const at = this.history.at(name, stream);
    const told = stream === "played" || stream === "measured";
    const points = [];
    let last_s = -Infinity;
    for (const row of this.history.rows) {
      const t_s = told ? row.told_s : row.t_s;
      const value = row.values[at];
      if (t_s <= last_s || t_s < this.newest_s - SHOWN_S || Number.isNaN(value)) continue;
      points.push([t_s, value]);
      last_s = t_s;
    }
    return points;
  }

  scale(ctx, { width, height, low, high, unit, colour }) {
    ctx.fillStyle = ctx.strokeStyle = colour;
    ctx.font = "11px system-ui, sans-serif";
    ctx.globalAlpha = 0.8;
    ctx.fillText(`${number(high)} ${unit === "1" ? "" : unit}`, 2, 11);
    ctx.fillText(number(low), 2, height - 3);
    ctx.globalAlpha = 0.16;
    for (let second = 1; second < SHOWN_S; second++) ctx.fillRect((width * second) / SHOWN_S, 0, 1, height);
    ctx.globalAlpha = 1;
  }
}

function isSeen(canvas) {
  const { top, bottom } = canvas.getBoundingClientRect();
  return bottom > 0 && top < window.innerHeight;
}

export const shown = (name) => name.replace(/^channel:/, "").replaceAll("_", " ");

const number = (value) => (Number.isNaN(value) ? "–" : value.toFixed(3));
