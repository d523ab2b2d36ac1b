// The page: what the robot tells is shown, what is pressed is asked.

import { Controls } from "./controls.js";
import { History } from "./history.js";
import { Link } from "./link.js";
import { Plots, shown } from "./plots.js";
import { Scene } from "./scene.js";
import { Status, pill } from "./status.js";

const $ = (id) => document.getElementById(id);

const link = new Link();
const status = new Status();
const controls = new Controls(link, status);
let [history, plots, scene] = [null, null, null];
let [undrawn, lost, number] = [0, 0, 0];

function hello(told) {
  $("robot").textContent = told.robot;
  document.title = `${told.robot} · kinesics studio`;
  const shownBefore = plots ? [...plots.plots.keys()] : told.curves;
  history = new History(told);
  $("plots").replaceChildren();
  plots = new Plots($("plots"), history);
  for (const name of shownBefore) plots.add(name);
  plots.paused = $("pause").getAttribute("aria-pressed") === "true";
  fillAdd(told);
  scene ??= makeScene(told.figure, Boolean(told.watched));
  controls.hello(told, () => scene?.eye());
}

function fillAdd({ joints, channels }) {
  const group = (label, names) => {
    const one = document.createElement("optgroup");
    one.label = label;
    one.append(...names.map((name) => new Option(shown(name), name)));
    return one;
  };
  $("add").replaceChildren(
    new Option("add a curve …", ""),
    group("Joints", joints.map(({ name }) => name)),
    group("Channels", channels.map(({ name }) => `channel:${name}`)),
  );
}

function makeScene(figure, watched) {
  const without = (why) => {
    $("no-scene").textContent = why;
    $("no-scene").hidden = false;
    $("scene").hidden = $("caption").hidden = true;
    return null;
  };
  if (!figure.length) return without("Nobody said how this robot looks: put its URDF beside its rig, by the same name.");
  const meshes = figure.reduce((sum, link) => sum + link.meshes, 0);
  if (meshes) {
    $("no-scene").textContent = `Meshes are not read: links of them (${meshes}) are drawn as rods. Boxes, cylinders and spheres of the URDF are drawn as they are.`;
    $("no-scene").hidden = false;
  }
  try {
    return new Scene($("scene"), figure, (point_m) => watched || controls.ask("look there", "look_at", { point_m }));
  } catch (error) {
    return without(`No 3-D here (${error.message}); curves and controls work without.`);
  }
}

function snapshot(buffer) {
  if (!history) return;
  const row = history.take(buffer);
  if (number && row.number > number + 1) lost += row.number - number - 1;
  number = row.number;
  undrawn += 1;
  status.show(row.state);
}

function draw(now_ms) {
  requestAnimationFrame(draw);
  if (!history) return;
  scene?.draw(history, now_ms);
  plots.draw(now_ms);
  if (undrawn) link.drew(undrawn);
  undrawn = 0;
}

link
  .on("open", (open) => {
    pill("link", open ? "live" : "connecting", open ? "" : "bad");
    document.body.classList.toggle("away", !open);
    if (!open) status.show("not connected");
    [undrawn, number] = [0, 0];
  })
  .on("hello", hello)
  .on("tools", (tools) => controls.tools(tools))
  .on("snapshot", snapshot)
  .on("stage", (stage) => status.stages.stage(stage))
  .on("health", (health) => {
    status.hear(health);
    controls.hear(health);
    pill("link", lost ? `live, ${lost} pictures skipped` : "live");
  })
  .on("event", ({ intent, event, reason }) => {
    const bad = event === "refused";
    const what = reason ? `${event}: ${reason}` : event;
    status.note(`${controls.became(intent, what, bad)}: ${what}`, bad);
    if (["finished", "ended", "refused"].includes(event)) controls.over(intent);
  })
  .on("done", ({ id, order, said, refused }) => {
    controls.became(id, refused || said || "done", Boolean(refused));
    status.note(`${order}: ${refused || said || "done"}`, Boolean(refused));
  })
  .on("saying", (intent, { id }) => controls.asked.set(intent, controls.asked.get(id) ?? "sentence"))
  .on("refused", ({ refused, id }) => {
    controls.became(id, refused, true);
    status.note(`refused: ${refused}`, true);
  })
  .on("error", (error) => status.note(error, true))
  .on("recording", ({ on, ending, file, trouble }) => {
    $("record").setAttribute("aria-pressed", on);
    const how = trouble ? trouble : file && `${on || ending ? "writing" : "written"}: ${file}`;
    $("recording").textContent = how;
    $("recording").classList.toggle("bad", Boolean(trouble));
  });

$("add").addEventListener("change", () => {
  plots?.add($("add").value);
  $("add").value = "";
});
$("pause").addEventListener("click", () => {
  plots.paused = !plots.paused;
  $("pause").setAttribute("aria-pressed", plots.paused);
});

link.connect();
requestAnimationFrame(draw);

// For whoever tests the page, and for the curious.
window.kinesics = {
  still: () => scene?.still(),
  furthest: (joint, from) => history.furthest(joint, "measured", from),
  state: () => ({
    connected: link.open,
    robot: status.state,
    snapshots: number,
    lost,
    frames: scene?.frames ?? 0,
    life: status.life,
    measured: Object.fromEntries((history?.hello.joints ?? []).map(({ name }) => [name, history.value(name, "measured")])),
    drawn: Object.fromEntries((scene?.links ?? []).map(({ name, node }) => [name, node.matrixWorld.elements.slice()])),
  }),
};
