// Player: one time for picture and sound. t = 0 is the first sample; before it lies the pre-roll.

const MOST_WAIT_MS = 800;

class Player {
  constructor(audio, from_s, to_s) {
    Object.assign(this, { audio, from_s, to_s, t_s: from_s, playing: false, rate: 1 });
    this.sound = "waiting"; // then "on", or "none" where nothing can play it
    this.moved_ms = 0;
    this.heard_s = 0; // the sound's own time at the last step
    this.starting = null;
    audio.addEventListener("error", () => { this.sound = "none"; });
  }

  play() {
    if (this.t_s >= this.to_s - 1e-3) this.seek(this.from_s);
    this.playing = true;
    this.moved_ms = performance.now();
    this.follow();
  }

  pause() {
    this.playing = false;
    this.starting = null;
    this.audio.pause();
  }

  seek(t_s) {
    this.t_s = clamp(t_s, this.from_s, this.to_s);
    this.moved_ms = performance.now();
    if (this.audible()) this.audio.currentTime = Math.max(0, this.t_s);
    else this.audio.pause();
    if (this.playing) this.follow();
  }

  setRate(rate) {
    this.rate = rate;
    this.audio.playbackRate = rate;
  }

  // Whether there is sound at the present time.
  audible() {
    return this.sound !== "none" && this.t_s >= 0 && this.t_s < (this.audio.duration || 0);
  }

  // Starts the sound where the picture is; without an output the picture goes on alone.
  follow() {
    if (!this.audible() || !this.audio.paused) return;
    this.audio.currentTime = this.t_s;
    this.audio.playbackRate = this.rate;
    this.starting = { from_s: this.audio.currentTime, until_ms: performance.now() + MOST_WAIT_MS };
    this.audio.play().then(() => { this.sound = "on"; }, (error) => {
      if (error.name !== "AbortError") this.sound = "none";
    });
  }

  // Whether the sound has been started and is not heard yet: the picture waits for it, for a while.
  waits(now_ms) {
    if (!this.starting) return false;
    const heard = this.audio.currentTime > this.starting.from_s;
    if (heard || this.sound === "none" || now_ms > this.starting.until_ms) this.starting = null;
    return this.starting !== null;
  }

  // Moves the time to now, by the timer; drawn to the sound wherever there is one, never back.
  step() {
    const now_ms = performance.now();
    const passed_s = this.playing ? ((now_ms - this.moved_ms) / 1000) * this.rate : 0;
    this.moved_ms = now_ms;
    this.heard_s = this.audio.currentTime;
    if (!this.playing || this.waits(now_ms)) return;
    const ahead_s = this.hearing() ? this.heard_s - (this.t_s + passed_s) : 0;
    this.t_s += passed_s + (ahead_s > 0.25 ? ahead_s : Math.max(0.2 * ahead_s, -0.8 * passed_s));
    if (this.t_s >= this.to_s) {
      this.t_s = this.to_s;
      this.pause();
    } else {
      this.follow();
    }
  }

  hearing() {
    return !this.audio.paused && !this.audio.ended && !this.audio.seeking;
  }
}
