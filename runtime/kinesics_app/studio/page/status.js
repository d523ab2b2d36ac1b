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
    this.showFeels(health.life?.feels);
  }

  // What it feels, whoever made it so, and the mood beneath; what is expressed lies over it.
  showFeels(feels) {
    $("feels").hidden = !feels;
    if (!feels) return;
    const axes = (of) => ["valence", "arousal", "dominance"].map((axis) => `${axis} ${signed(of[axis])}`).join(", ");
    const shares = Object.entries(feels.mixture).filter(([, share]) => share >= 0.05).slice(0, 3).map(([name, share]) => `${name.replaceAll("_", " ")} ${share.toFixed(2)}`);
    const felt = feels.intensity < 0.02 ? "nothing" : `${shares.join(", ")}, ${feels.intensity.toFixed(2)} strong (${axes(feels)})`;
    const by = feels.by.length ? `, by ${feels.intent || feels.by.join(", ")}` : "";
    const mood = feels.mood ? `Mood: ${axes(feels.mood)}.` : "Its mood is not known here.";
    const over = feels.expresses ? " What it was asked to express shows over that." : "";
    const text = `It feels ${felt}${by}. ${mood}${over}`;
    if ($("feels").textContent !== text) $("feels").textContent = text;
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

const signed = (value) => (value < 0 ? "" : "+") + value.toFixed(2);
const prefixed = (prefix, counts) => Object.fromEntries(Object.entries(counts ?? {}).map(([name, n]) => [prefix + name, n]));
