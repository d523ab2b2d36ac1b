// What each stage of a tick costs, how its costs are spread, and how the networks keep to their budget.

const $ = (id) => document.getElementById(id);

export class Stages {
  constructor() {
    this.rows = new Map();
    this.networks = new Map();
    this.life = null;
  }

  // How the robot is: told twice a second.
  hear(life) {
    this.life = life;
    for (const [name, row] of this.rows) this.showSpread(name, row);
    const { networks = {}, missed = {}, rests = {}, budget_ms } = life?.budgets ?? {};
    $("networks").hidden = !Object.keys(networks).length;
    if (budget_ms) $("budget").textContent = `of ${+budget_ms.toFixed(1)} ms a tick`;
    for (const [name, { policy, rests: acts }] of Object.entries(networks)) {
      const died = name in (life.died ?? {});
      const now = died ? "died" : acts ? `relieved: ${policy}` : "in time";
      const row = rowOf($("networks"), this.networks, name, 5);
      write(row, [name, policy || "none", now, missed[name] ?? 0, rests[name] ?? 0]);
      row.classList.toggle("bad", died || acts);
    }
  }

  // What one of them costs: one after the other is told.
  stage({ name, p50_us, p99_us }) {
    const row = rowOf($("stages"), this.rows, name, 5);
    const [median, most] = [p50_us, p99_us].map((us) => `${(us / 1000).toFixed(2)} ms`);
    write(row, [name, median, most]);
    this.showSpread(name, row);
  }

  showSpread(name, row) {
    write(row, [name, null, null, null, this.life?.slow?.[name] ?? 0]);
    const counts = this.life?.histograms?.[name];
    if (!counts) return;
    const cell = row.cells[3];
    if (!cell.firstChild) cell.append(bars(counts.length));
    const total = Math.max(counts.reduce((sum, count) => sum + count, 0), 1);
    const [picture] = cell.children;
    picture.setAttribute("aria-label", inWords(counts, this.life.histogram_edges_us));
    picture.title = picture.getAttribute("aria-label");
    counts.forEach((count, n) => {
      // The root shows the few that were late beside the many that were not.
      picture.children[n].style.height = `${Math.ceil(18 * Math.sqrt(count / total))}px`;
    });
  }
}

function bars(count) {
  const picture = document.createElement("span");
  picture.className = "spread";
  picture.setAttribute("role", "img");
  picture.append(...Array.from({ length: count }, () => document.createElement("i")));
  return picture;
}

function inWords(counts, edges_us) {
  const time = (us) => (us < 1000 ? `${us} us` : `${us / 1000} ms`);
  const of = (n) => (n < edges_us.length ? `up to ${time(edges_us[n])}` : `over ${time(edges_us.at(-1))}`);
  return counts.map((count, n) => count && `${of(n)}: ${count}`).filter(Boolean).join(", ");
}

function rowOf(table, rows, name, cells) {
  if (!rows.has(name)) {
    const row = document.createElement("tr");
    row.append(...Array.from({ length: cells }, () => document.createElement("td")));
    table.tBodies[0].append(row);
    rows.set(name, row);
  }
  return rows.get(name);
}

function write(row, texts) {
  texts.forEach((text, n) => {
    if (text !== null && row.cells[n].textContent !== String(text)) row.cells[n].textContent = text;
  });
}
