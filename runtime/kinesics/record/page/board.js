// The board under the robot: which curves are shown, over which window; and the figures beside it.

const WINDOWS = [[1, "1 s"], [3, "3 s"], [10, "10 s"], [0, "all"]];

class Board {
  constructor(table, clock, player, shown) {
    Object.assign(this, { table, clock, player, rows: [], hidden: new Set(), width_s: 0 });
    for (const name of shown) if (table.has(name)) this.toggle(name);
    this.makeLegend();
    this.makeWindows();
    this.makePicker();
  }

  names() {
    return this.rows.map((row) => row.key);
  }

  // Changes whenever the curves would look different at the same time.
  looks() {
    return [this.width_s, ...this.hidden, ...this.names()].join();
  }

  toggle(key) {
    const old = this.rows.find((row) => row.key === key);
    if (old) {
      old.element.remove();
      this.rows = this.rows.filter((row) => row !== old);
    } else {
      const one = this.table.get(key);
      const shape = { name: one.name, unitName: one.unit, least: 0.02 * (one.high - one.low) };
      const row = new CurveRow(shape, one.series, (share) => {
        const span = spanAt(this.player, this.width_s);
        this.player.seek(mix(span.from, span.to, share));
      }, () => this.toggle(key));
      row.key = key;
      this.rows.push(row);
      $("rows").append(row.element);
    }
    document.querySelectorAll(".chips button").forEach((chip) => {
      if (chip.dataset.key === key) chip.setAttribute("aria-pressed", String(!old));
    });
  }

  makeLegend() {
    for (const kind of ["asked", "played", "measured", "channel"]) {
      const button = document.createElement("button");
      button.innerHTML = `<i class="${STYLE[kind].dash.length ? "dashed" : ""}"></i>${kind}`;
      button.querySelector("i").style.color = INK[kind];
      button.setAttribute("aria-pressed", "true");
      button.onclick = () => {
        if (!this.hidden.delete(kind)) this.hidden.add(kind);
        button.setAttribute("aria-pressed", String(!this.hidden.has(kind)));
      };
      $("legend").append(button);
    }
  }

  makeWindows() {
    const whole_s = this.player.to_s - this.player.from_s;
    const fitting = WINDOWS.filter(([width_s]) => width_s < whole_s);
    for (const [width_s, label] of fitting) {
      const button = document.createElement("button");
      button.textContent = label;
      button.dataset.width = width_s;
      button.onclick = () => this.show(width_s);
      $("window").append(button);
    }
    this.show(whole_s > 6 ? 3 : 0);
  }

  // Show `width_s` seconds round the cursor; 0 is everything.
  show(width_s) {
    this.width_s = width_s;
    for (const button of $("window").children) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.width) === width_s));
    }
  }

  makePicker() {
    const picker = $("picker");
    picker.innerHTML = '<input placeholder="filter by name" aria-label="filter by name">';
    const groups = [["joints", (key) => !key.startsWith("channel:")], ["channels", (key) => key.startsWith("channel:")]];
    for (const [title, belongs] of groups) {
      const chips = document.createElement("div");
      chips.className = "chips";
      for (const [key, one] of this.table) if (belongs(key)) chips.append(this.chip(key, one));
      const heading = document.createElement("h3");
      heading.textContent = title;
      picker.append(heading, chips);
    }
    picker.querySelector("input").oninput = (event) => {
      const wanted = event.target.value.toLowerCase();
      for (const chip of picker.querySelectorAll(".chips button")) {
        chip.hidden = !chip.dataset.key.toLowerCase().includes(wanted);
      }
    };
    $("choose").onclick = () => {
      picker.hidden = !picker.hidden;
      $("choose").setAttribute("aria-expanded", String(!picker.hidden));
    };
  }

  chip(key, one) {
    const chip = document.createElement("button");
    chip.textContent = one.name;
    chip.dataset.key = key;
    chip.className = (key.startsWith("channel:") ? "channel " : "") + (one.moves ? "" : "still");
    chip.title = one.moves ? "" : "does not move in this take";
    chip.setAttribute("aria-pressed", String(this.names().includes(key)));
    chip.onclick = () => this.toggle(key);
    return chip;
  }

  draw() {
    const span = spanAt(this.player, this.width_s);
    for (const row of this.rows) row.draw(span, this.clock, this.player.t_s, this.hidden);
    drawAxis($("axis"), span);
  }
}

// Text that came with the take never becomes markup.
function element(tag, text = "", className = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className;
  return made;
}

function showFigures(take) {
  const { summary } = take;
  for (const [label, text] of take.told) {
    $("told").hidden = false;
    document.querySelector("#told dl").append(element("dt", label), element("dd", text));
  }
  $("what").textContent = take.what;
  const pill = (value, label, isTrouble = true) => {
    const made = element("span", "", value && isTrouble ? "pill trouble" : "pill");
    made.append(element("b", value), ` ${label}`);
    $("pills").append(made);
  };
  if (!summary.delays) return;
  pill(summary.setpoints.sent, "setpoints", false);
  pill(summary.setpoints.late, "late");
  pill(summary.underruns, "underruns");
  pill(summary.crc_errors, "CRC errors");
  $("figures").append(delayCard(summary.delays), useCard(summary.as_played));
  if (Object.keys(summary.actuation_error.joints).length) {
    $("figures").append(errorCard(summary.actuation_error));
  }
}

function card(title) {
  const made = element("section", "", "card");
  made.append(element("h2", title));
  return made;
}

function delayCard(delays) {
  const made = card("Sound waits for the lips");
  const big = element("div", String(Math.round(delays.presentation_delay_ms)), "big");
  big.append(element("small", "ms, once"));
  const [stack, keys] = [element("div", "", "stack"), element("div", "", "keys")];
  for (const [name, ink] of Object.entries(DELAY_INK)) {
    const piece = element("i");
    piece.style.flex = `${delays[name]} 0 0`;
    piece.style.background = ink;
    stack.append(piece);
    const key = element("span");
    const dot = element("i");
    dot.style.background = ink;
    key.append(dot, name.replace("_ms", ""), element("b", String(Math.round(delays[name] * 10) / 10)));
    keys.append(key);
  }
  made.append(big, stack, keys);
  return made;
}

function useCard(played) {
  const made = card("Largest use of a limit, as played");
  for (const [kind, { share, joint }] of Object.entries(played.largest)) {
    const use = element("div", "", "use");
    const track = element("div", "", "track");
    const fill = element("i", "", share > 1.0005 ? "over" : "");
    fill.style.width = `${Math.min(100, (share ?? 0) * 100)}%`;
    track.append(fill);
    use.append(element("span", kind), track);
    use.append(element("b", share === null ? "–" : `${Math.round(share * 100)} %`), element("em", joint ?? ""));
    made.append(use);
  }
  return made;
}

function errorCard(error) {
  const made = card("Actuation error of the mouth");
  const table = element("table");
  const head = element("tr");
  for (const text of ["ms late or early", "p50", "p95", "missed"]) head.append(element("th", text));
  table.append(head);
  const shown = (value) => (value === null ? "–" : value.toFixed(1));
  for (const [name, one] of Object.entries(error.joints)) {
    const row = element("tr");
    const cells = [name, shown(one.p50_ms), shown(one.p95_ms), `${one.missed} of ${one.strokes}`];
    for (const text of cells) row.append(element("td", text));
    row.title = `median ${shown(one.bias_ms)} ms; by correlation ${shown(one.correlation_lag_ms)} ms`;
    table.append(row);
  }
  made.append(table, element("p", "measured against asked, best fit of each stroke", "note"));
  made.title = error.how;
  return made;
}
