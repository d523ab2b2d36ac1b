// What can be pressed, and what it asks of the robot.

const HOLD_S = 20;
const SETTLES_MS = 2000; // until the twin says what was pressed
const LARGEST_SOUND = 16 * 2 ** 20;
const TRAITS = ["extraversion", "warmth", "energy"];
const DIALS = ["lips", "expression", "pose", "face"];
const LOOKS = [
  ["↖", 0.5, -0.3, "up to its left"], ["↑ up", 0, -0.35, "up"], ["↗", -0.5, -0.3, "up to its right"],
  ["← left", 0.6, 0, "to its left"], ["ahead", 0, 0, "ahead"], ["right →", -0.6, 0, "to its right"],
  ["↙", 0.5, 0.3, "down to its left"], ["↓ down", 0, 0.35, "down"], ["↘", -0.5, 0.3, "down to its right"],
];
const AROUND = ["happy", "surprised", "fearful", "angry", "disgusted", "sad", "contemptuous"];
const FAVOURITES = ["greet", "point", "offer", "big", "small", "unsure", "refuse", "me", "you", "think", "celebrate", "beat_chop"];

const $ = (id) => document.getElementById(id);

export class Controls {
  // `said` is told what was asked, under which id.
  constructor(link, status) {
    this.link = link;
    this.status = status;
    this.asked = new Map();
    this.feeling = "";
    this.pressed_ms = 0;
    this.fixed();
  }

  ask(words, kind, parameters = {}) {
    if (!this.link.open) return this.status.say("not connected: nothing was asked", true);
    const id = this.link.ask(kind, parameters);
    this.asked.set(id, words);
    return id;
  }

  // What is told and answers nothing.
  tell(words, message) {
    if (!this.link.say(message)) this.status.say(`not connected: ${words} was not told`, true);
  }

  order(words, kind, also) {
    const id = this.link.order(kind, also);
    if (!id) return this.status.say(`not connected: ${words} was NOT ordered`, true);
    this.asked.set(id, words);
    this.status.say(`${words} …`);
  }

  fixed() {
    $("stop").addEventListener("click", () => this.stop());
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.stop());
    $("say").addEventListener("submit", (event) => {
      event.preventDefault();
      const sentence = $("sentence").value.trim();
      if (!sentence) return;
      const id = this.link.newId();
      this.asked.set(id, "sentence");
      this.tell("the sentence", { sentence, id });
    });
    $("sound").addEventListener("change", () => this.sound($("sound").files[0]));
    for (const kind of ["dragover", "dragleave", "drop"]) {
      document.addEventListener(kind, (event) => {
        event.preventDefault();
        document.body.classList.toggle("dragged", kind === "dragover");
        if (kind === "drop") this.sound(event.dataTransfer.files[0]);
      });
    }
    $("express").addEventListener("submit", (event) => {
      event.preventDefault();
      if ($("words").value.trim()) this.ask("expression", "express", { text: $("words").value.trim() });
    });
    for (const [id, digits] of [["intensity", 2], ["size", 2]]) {
      $(id).addEventListener("input", () => ($(`${id}-is`).value = Number($(id).value).toFixed(digits)));
    }
    $("quiet").addEventListener("change", () => this.ask("quiet", "quiet", { servos: $("quiet").checked ? "hushed" : "free" }));
    $("reset").addEventListener("click", () => this.ask("end everything", "reset"));
    this.sliders("persona", TRAITS, 0.5, 1, (name, value) => this.tell(name, { persona: { [name]: value } }));
    this.sliders("dials", DIALS, 1, 2, (name, gain) => this.tell(name, { dial: { name, gain, ramp_s: 0.3 } }));
    $("arm").addEventListener("click", () => this.order("arm", "arm"));
    $("park").addEventListener("click", () => this.order("park", "park"));
    $("disarm").addEventListener("click", () => {
      const sure = this.twin || window.confirm("Its arms and head may fall. Let go of the robot where it is?");
      if (sure) this.order("let go", "disarm");
    });
    $("record").addEventListener("click", () => this.order("recording", $("record").getAttribute("aria-pressed") === "true" ? "unrecord" : "record"));
    $("drop-share").addEventListener("input", () => ($("drop-share-is").value = `${$("drop-share").value} %`));
    $("drop-share").addEventListener("change", () => this.fault({ wire: { drop: $("drop-share").value / 100 } }));
    $("restart").addEventListener("click", () => this.fault({ reset: true }));
  }

  stop() {
    this.order("STOP", "stop");
  }

  fault(fault) {
    this.order("bad day", "fault", { fault });
  }

  async sound(file) {
    if (!file) return;
    if (file.size > LARGEST_SOUND) return this.status.say(`${file.name} is larger than ${LARGEST_SOUND / 2 ** 20} MB`, true);
    this.asked.set("sound", file.name);
    this.status.say(`${file.name} …`);
    $("sound").value = "";
    this.tell(file.name, await file.arrayBuffer());
  }

  sliders(holder, names, usual, most, turned) {
    for (const name of names) {
      const label = document.createElement("label");
      const [is, slider] = ["output", "input"].map((tag) => document.createElement(tag));
      Object.assign(slider, { type: "range", min: 0, max: most, step: 0.05, id: `${holder}-${name}` });
      slider.value = usual;
      label.htmlFor = slider.id;
      is.value = usual.toFixed(2);
      label.append(`${name} `, is);
      slider.addEventListener("input", () => (is.value = Number(slider.value).toFixed(2)));
      slider.addEventListener("change", () => turned(name, Number(slider.value)));
      $(holder).append(label, slider);
    }
  }

  hello(hello, eye) {
    this.twin = hello.twin;
    const watched = Boolean(hello.watched);
    $("watched").textContent = hello.watched;
    $("watched").hidden = !watched;
    $("click").hidden = watched;
    document.body.classList.toggle("watched", watched);
    for (const card of $("controls").querySelectorAll(".card")) card.hidden = watched;
    $("no-voice").hidden = hello.can_speak;
    $("sentence").disabled = !hello.can_speak;
    $("faults").hidden = !hello.twin;
    this.wheel(hello.emotions);
    $("look").replaceChildren(
      ...LOOKS.map(([text, yaw_rad, pitch_rad, where]) => button(text, () => this.ask(`look ${where}`, "look_at", { yaw_rad, pitch_rad }), `Look ${where}`)),
      button("at me", () => eye() && this.ask("look at you", "look_at", { point_m: eye() }), "Look at whoever sees it in 3-D"),
    );
    $("conditions").replaceChildren(...hello.conditions.map((name) => {
      const one = button(name.toLowerCase().replaceAll("_", " "), () => {
        this.pressed_ms = Date.now();
        one.setAttribute("aria-pressed", one.getAttribute("aria-pressed") !== "true");
        const held = [...$("conditions").children].filter((other) => other.getAttribute("aria-pressed") === "true");
        this.fault({ conditions: held.map((other) => other.dataset.name) });
      });
      one.dataset.name = name;
      one.setAttribute("aria-pressed", "false");
      return one;
    }));
  }

  // Emotions around a circle: pleasant to the right, lively up.
  wheel(emotions) {
    const place = ({ name }) => (AROUND.includes(name) ? AROUND.indexOf(name) : AROUND.length);
    const felt = emotions.filter(({ name }) => name !== "neutral").sort((a, b) => place(a) - place(b));
    $("wheel").replaceChildren(...felt.map(({ name }, n) => {
      const angle = Math.PI * (0.2 + (2 * n) / felt.length);
      const one = button(name, () => this.feel(name, one));
      one.setAttribute("aria-pressed", "false");
      one.style.left = `${50 + 34 * Math.cos(angle)}%`;
      one.style.top = `${50 - 38 * Math.sin(angle)}%`;
      return one;
    }), this.fade());
  }

  fade() {
    const one = button("let it fade", () => this.feeling && this.ask("let it fade", "cancel", { intent: this.feeling }));
    one.style.left = one.style.top = "50%";
    return one;
  }

  feel(name, one) {
    const text = `${name}:${Number($("intensity").value).toFixed(2)}`;
    const id = this.ask(text, "express", { text, hold_s: HOLD_S });
    if (!id) return;
    this.feeling = id;
    this.showFelt(one);
  }

  showFelt(one) {
    for (const other of $("wheel").querySelectorAll("[aria-pressed]")) other.setAttribute("aria-pressed", other === one);
  }

  tools(tools) {
    const choices = (kind, parameter) => tools.find(({ name }) => name === kind)?.input_schema.properties[parameter]?.enum ?? [];
    const able = new Set(tools.map(({ name }) => name));
    const size = () => ({ size: Number($("size").value) });
    const gestures = choices("gesture", "concept");
    $("signs").replaceChildren(...["nod", "shake", "tilt"].filter((kind) => able.has(kind)).map((kind) => button(kind, () => this.ask(kind, kind, size()))));
    const gesture = (concept) => this.ask(`gesture ${concept}`, "gesture", { concept, ...size() });
    const shown = FAVOURITES.filter((concept) => gestures.includes(concept)).slice(0, 8);
    $("gestures").replaceChildren(...shown.map((concept) => button(concept.replaceAll("_", " "), () => gesture(concept))));
    choose("gesture", "choose …", gestures, gesture);
    choose("posture", "choose …", choices("posture", "name"), (name) => this.ask(`posture ${name}`, "posture", { name }));
    choose("being", "choose …", choices("be", "state"), (state) => this.ask(`be ${state}`, "be", { state }));
    $("quiet").disabled = !able.has("quiet");
  }

  // As the robot has it, whoever told it so: another page, a planner.
  hear(health) {
    for (const [trait, value] of Object.entries(health.life?.persona ?? {})) turn(`persona-${trait}`, value);
    const dials = health.life?.dials; // none of a performance that is watched
    if (dials) for (const name of DIALS) turn(`dials-${name}`, dials[name] ?? 1);
    if (Date.now() - this.pressed_ms < SETTLES_MS) return;
    for (const one of $("conditions").children) one.setAttribute("aria-pressed", health.conditions.includes(one.dataset.name));
  }

  // It is over, whatever it was.
  over(id) {
    this.asked.delete(id);
    if (id !== this.feeling) return;
    this.feeling = "";
    this.showFelt(null);
  }

  // What came of something that was asked: by whom, only this page knows.
  became(id, what, bad = false) {
    const words = this.asked.get(id);
    if (words) this.status.say(`${words}: ${what}`, bad);
    return words ?? id;
  }
}

function button(text, pressed, label) {
  const one = document.createElement("button");
  one.type = "button";
  one.textContent = text;
  if (label) one.setAttribute("aria-label", label);
  one.addEventListener("click", pressed);
  return one;
}

// A slider that nobody has in hand shows what it is.
function turn(id, value) {
  const slider = $(id);
  if (!slider || slider === document.activeElement) return;
  slider.value = value;
  slider.previousElementSibling.querySelector("output").value = value.toFixed(2);
}

// What is chosen with a pointer is done. Keys go through a closed list choice by choice, so there Enter does it.
function choose(id, none, names, chosen) {
  const list = $(id);
  let byKey = false;
  list.replaceChildren(...[none, ...names].map((name, n) => new Option(name.replaceAll("_", " "), n ? name : "")));
  list.disabled = !names.length;
  list.onpointerdown = () => (byKey = false);
  list.onkeydown = (event) => {
    byKey = ![" ", "Tab", "Enter", "Escape"].includes(event.key);
    if (event.key !== "Enter" || !list.value) return;
    event.preventDefault();
    chosen(list.value);
  };
  list.onchange = () => {
    if (byKey || !list.value) return;
    chosen(list.value);
    list.value = ""; // the same may be chosen again
  };
}
