// How the robot is: state, link, and what happened.

import { Stages } from "./stages.js";

const KEPT_LINES = 200;
const IMPORTANT = ["rows_late", "underruns", "crc_errors", "framing_errors", "host_crc_errors", "silences", "stops", "clamped_ticks"];

const $ = (id) => document.getElementById(id);

export class Status {
  constructor() {
    this.state = "";
    this.life = null;
    this.stages = new Stages();
    this.told_ms = 0;
  }

  show(state) {
    if (state === this.state) return;
    if (this.state) this.note(`robot: ${state.toLowerCase()}`, ["STOPPED", "SAFE", "not connected"].includes(state));
    this.state = state;
    pill("state", state.toLowerCase(), state === "ACTIVE" ? "good" : "bad");
    $("arm").disabled = state === "ACTIVE";
  }

  hear(health) {
    this.life = health.life;
    const { late = 0, missed = 0 } = health.life ?? {};
    pill("late", health.life ? late : "–", late ? "bad" : "");
    pill("missed", health.life ? missed : "–", missed ? "bad" : "");
    const trouble = [health.trouble, health.way_out].filter(Boolean).join("; ");
    const conditions = health.conditions.length ? `It reports ${health.conditions.join(", ")}.` : "";
    $("trouble").hidden = !(trouble || conditions);
    const text = [trouble, conditions].filter(Boolean).join(" ");
    if ($("trouble").textContent !== text) $("trouble").textContent = text;
    this.showFigures({ ...health.figures, ...prefixed("limited ", health.limited), ...prefixed("firmware clamped ", health.clamped) });
    this.stages.hear(health.life);
  }

  showFigures(figures) {
    const rows = Object.entries(figures).sort(([a], [b]) => IMPORTANT.includes(b) - IMPORTANT.includes(a));
    const bad = (name, value) => value > 0 && (IMPORTANT.includes(name) || name.startsWith("firmware clamped"));
    $("figures").replaceChildren(...rows.flatMap(([name, value]) => {
      const [term, is] = ["dt", "dd"].map((tag) => document.createElement(tag));
      term.textContent = name.replaceAll("_", " ");
      is.textContent = Number.isInteger(value) ? value : value.toFixed(2);
      is.classList.toggle("bad", bad(name, value));
      return [term, is];
    }));
  }

  note(text, bad = false) {
    const line = document.createElement("li");
    const time = document.createElement("time");
    time.textContent = new Date().toLocaleTimeString();
    line.append(time, text);
    line.classList.toggle("bad", bad);
    $("log").prepend(line);
    while ($("log").children.length > KEPT_LINES) $("log").lastChild.remove();
  }

  // One line that everybody gets, also who hears the page.
  say(text, bad = false) {
    $("told").textContent = text;
    $("told").classList.toggle("bad", bad);
    clearTimeout(this.silence);
    this.silence = setTimeout(() => ($("told").textContent = ""), bad ? 9000 : 3500);
  }
}

export function pill(id, text, kind = "") {
  const one = $(id);
  one.className = `pill ${kind}`;
  const bold = one.querySelector("b");
  if (bold.textContent !== String(text)) bold.textContent = text;
}

const prefixed = (prefix, counts) => Object.fromEntries(Object.entries(counts ?? {}).map(([name, n]) => [prefix + name, n]));
