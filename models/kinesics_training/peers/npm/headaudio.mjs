// @met4citizen/headaudio: node and worklet as shipped, fed block by block; `update` runs every 10 ms.
// With the argument "mended" the viseme `aa` (number 0), which the node's event handler drops, is let through.

import fs from "node:fs";
import { at, load, more, play } from "./world.mjs";

const FOLDER = "@met4citizen/headaudio";
await load(`${FOLDER}/dist/headworklet.min.mjs`);
const { HeadAudio } = await load(`${FOLDER}/dist/headaudio.min.mjs`);
const model = fs.readFileSync(at(`${FOLDER}/dist/model-en-mixed.bin`));
const loaded = { ok: true, arrayBuffer: async () => Uint8Array.from(model).buffer };
globalThis.fetch = async () => loaded;

await play(async () => {
  const node = new HeadAudio(null);
  await node.loadModel("model-en-mixed.bin");
  const values = Object.fromEntries(node.visemeNames.map((name) => [name, 0]));
  node.onvalue = (name, value) => { values[name] = value; };
  if (more.includes("mended")) {
    const handle = node.port.onmessage;
    node.port.onmessage = (message) => {
      handle(message);
      if (message.data.event === "viseme" && message.data.viseme === 0) node.visemeActive = 0;
    };
  }
  const row = (dt_ms) => {
    node.update(dt_ms);
    return node.visemeNames.map((name) => values[name]);
  };
  return { feed: node.feed, row };
});
