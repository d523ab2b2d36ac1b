// As much of a browser's audio world as the packages need, moved by samples instead of a clock.
//
// A program here is run as `node PROGRAM.mjs PACKAGES SOUNDS [ARGUMENTS]`: PACKAGES holds node_modules,
// SOUNDS holds 0000.f32, 0001.f32, ... (mono float32 at 48 kHz); beside each it writes NNNN.rows, float32,
// one row of values every 10 ms, row i being what the package shows after (i + 1) * 10 ms of sound.

import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

export const RATE_HZ = 48000;
const BLOCK = 128;
const ROW = RATE_HZ / 100;

const registered = {};
let processorPort = null;

globalThis.sampleRate = RATE_HZ;
globalThis.currentTime = 0;
globalThis.registerProcessor = (name, processor) => { registered[name] = processor; };
globalThis.AudioWorkletProcessor = class {
  constructor() { this.port = processorPort; }
};
globalThis.AudioWorkletNode = class {
  constructor(context, name, options) {
    const [here, there] = ports();
    this.port = here;
    processorPort = there;
    const processor = new registered[name](options);
    const asked = { ...options?.parameterData };
    const descriptors = registered[name].parameterDescriptors;
    const values = descriptors.map((d) => [d.name, Float32Array.of(asked[d.name] ?? d.defaultValue)]);
    this.feed = (block) => processor.process([[block]], [], Object.fromEntries(values));
  }
};
Object.defineProperty(globalThis, "performance", { value: { now: () => 1000 * globalThis.currentTime } });

function ports() {
  const pair = [{ onmessage: null }, { onmessage: null }];
  pair[0].postMessage = (data) => pair[1].onmessage?.({ data });
  pair[1].postMessage = (data) => pair[0].onmessage?.({ data });
  return pair;
}

const [packages, sounds] = process.argv.slice(2).map((folder) => path.resolve(folder));
export const more = process.argv.slice(4);

export const at = (file) => path.join(packages, "node_modules", file);
export const load = (file) => import(pathToFileURL(at(file)));

// Plays every sound to what `begin()` returns: `feed(block)` hears 128 samples, `row(dt_ms)` tells the values
// now. A sound's values never depend on a later block.
export async function play(begin) {
  for (const name of fs.readdirSync(sounds).filter((file) => file.endsWith(".f32")).sort()) {
    const samples = floats(path.join(sounds, name));
    globalThis.currentTime = 0;
    const listener = await begin();
    const rows = [];
    for (let heard = 0; heard < samples.length; ) {
      const block = new Float32Array(BLOCK);
      block.set(samples.subarray(heard, heard + BLOCK));
      while ((rows.length + 1) * ROW < heard + BLOCK && (rows.length + 1) * ROW <= samples.length) {
        rows.push(listener.row(10));
      }
      listener.feed(block);
      heard += BLOCK;
      globalThis.currentTime = heard / RATE_HZ;
    }
    while ((rows.length + 1) * ROW <= samples.length) rows.push(listener.row(10));
    fs.writeFileSync(path.join(sounds, name.replace(".f32", ".rows")), Float32Array.from(rows.flat()));
  }
}

export function floats(file) {
  const bytes = fs.readFileSync(file);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}
