// wlipsync: node and worklet as shipped. It comes without a profile and asks for one to be calibrated: the
// arguments are vowels spoken by the speaker of the profile, as NAME=FILE of float32 at 48 kHz, each file a
// row of takes of the same length, 0.1 s; the profile keeps what its own MFCC makes of each.

import fs from "node:fs";
import { RATE_HZ, at, floats, load, more, play } from "./world.mjs";

const TAKE = 0.1 * RATE_HZ;
// What uLipSync's own sample profiles hold: 30 mel bands, cosine similarity, no standardisation.
const settings = {
  targetSampleRate: 16000, sampleCount: 1024, melFilterBankChannels: 30, compareMethod: 2, mfccNum: 12,
  useStandardization: false,
};
const module = new WebAssembly.Module(fs.readFileSync(at("wlipsync/dist/wlipsync.wasm")));

function mfccs(takes) {
  const memory = new WebAssembly.Memory({ initial: 4 });
  const wasm = new WebAssembly.Instance(module, { env: { memory } }).exports;
  const { targetSampleRate, sampleCount, melFilterBankChannels, compareMethod, mfccNum } = settings;
  wasm.load_profile(targetSampleRate, sampleCount, melFilterBankChannels, compareMethod, mfccNum, 1, 0);
  wasm.set_input(RATE_HZ);
  const input = new Float32Array(memory.buffer, wasm.get_input_buffer(), wasm.get_input_buffer_size());
  return takes.map((take) => {
    input.set(take);
    wasm.execute(take.length);
    return { array: Array.from(new Float32Array(memory.buffer, wasm.mfccOut.value, mfccNum)) };
  });
}

// Every name has two entries of half the takes: the package computes as many of the 12 coefficients as the
// profile has entries, so that six names once would leave half of them at 0.
const calibrated = more.map((argument) => {
  const [name, file] = argument.split("=");
  const spoken = floats(file);
  const takes = Array.from({ length: spoken.length / TAKE }, (_, k) => spoken.subarray(k * TAKE, (k + 1) * TAKE));
  return [name, mfccs(takes)];
});
const half = (rows, start) => rows.filter((_, k) => k % 2 === start);
const profile = {
  ...settings,
  mfccs: [0, 1].flatMap((start) =>
    calibrated.map(([name, rows]) => ({ name, mfccCalibrationDataList: half(rows, start) })),
  ),
};
profile.mfccDataCount = profile.mfccs[0].mfccCalibrationDataList.length;

await load("wlipsync/dist/audio-processor.js");
const { WLipSyncAudioNode } = await load("wlipsync/dist/wlipsync.js");

await play(async () => {
  const node = new WLipSyncAudioNode(null, profile, module);
  await new Promise((ready) => setTimeout(ready, 20)); // the worklet instantiates its module in the background
  const names = calibrated.map(([name]) => name);
  // as the package's own example does: every weight times the volume
  return { feed: node.feed, row: () => names.map((name) => node.weights[name] * node.volume) };
});
