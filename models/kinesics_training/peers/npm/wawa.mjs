// wawa-lipsync: the class as shipped, on an AnalyserNode written from the Web Audio specification (section
// 1.8), asked 60 times a second as the package's example does by requestAnimationFrame.

import { RATE_HZ, load, play } from "./world.mjs";

const FRAME = RATE_HZ / 60;

class Analyser {
  smoothingTimeConstant = 0.8;
  minDecibels = -100;
  maxDecibels = -30;

  set fftSize(size) {
    this.size = size;
    this.ring = new Float64Array(size);
    this.smoothed = new Float64Array(size / 2);
    this.window = Float64Array.from({ length: size }, (_, n) => blackman(n / size));
  }

  get frequencyBinCount() { return this.size / 2; }

  hear(block) {
    this.ring.copyWithin(0, block.length);
    this.ring.set(block, this.size - block.length);
  }

  getByteFrequencyData(bytes) {
    const power = magnitudes(this.ring.map((value, n) => value * this.window[n]));
    const keep = this.smoothingTimeConstant;
    for (let k = 0; k < bytes.length; k++) {
      this.smoothed[k] = keep * this.smoothed[k] + (1 - keep) * power[k] / this.size;
      const decibels = 20 * Math.log10(this.smoothed[k]);
      const share = (decibels - this.minDecibels) / (this.maxDecibels - this.minDecibels);
      bytes[k] = Math.min(255, Math.max(0, Math.floor(255 * share)));
    }
  }
}

const blackman = (x) => 0.42 - 0.5 * Math.cos(2 * Math.PI * x) + 0.08 * Math.cos(4 * Math.PI * x);

// |X[k]| for k below half the length, which is a power of two.
function magnitudes(real) {
  const size = real.length;
  const imaginary = new Float64Array(size);
  for (let i = 1, j = 0; i < size; i++) {
    let bit = size >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) [real[i], real[j]] = [real[j], real[i]];
  }
  for (let span = 2; span <= size; span *= 2) {
    for (let k = 0; k < span / 2; k++) {
      const [c, s] = [Math.cos((-2 * Math.PI * k) / span), Math.sin((-2 * Math.PI * k) / span)];
      for (let a = k; a < size; a += span) {
        const b = a + span / 2;
        const re = real[b] * c - imaginary[b] * s;
        const im = real[b] * s + imaginary[b] * c;
        [real[b], imaginary[b]] = [real[a] - re, imaginary[a] - im];
        [real[a], imaginary[a]] = [real[a] + re, imaginary[a] + im];
      }
    }
  }
  return real.subarray(0, size / 2).map((value, k) => Math.hypot(value, imaginary[k]));
}

let analyser = null;
globalThis.window = {
  AudioContext: class {
    sampleRate = RATE_HZ;
    createAnalyser() { return (analyser = new Analyser()); }
  },
};
const { Lipsync, VISEMES } = await load("wawa-lipsync/dist/wawa-lipsync.es.js");
const names = Object.values(VISEMES);

await play(async () => {
  const lipsync = new Lipsync();
  const ears = analyser;
  let heard = 0;
  const feed = (block) => {
    ears.hear(block);
    const frames = Math.floor(heard / FRAME);
    heard += block.length;
    if (Math.floor(heard / FRAME) > frames) lipsync.processAudio();
  };
  return { feed, row: () => names.map((name) => Number(name === lipsync.viseme)) };
});
