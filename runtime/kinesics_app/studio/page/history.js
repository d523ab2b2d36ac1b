// The last seconds of everything that was told, by column: any curve can be shown of what has been.

const STREAMS = ["asked", "sent", "played", "measured"];
const KEPT = 700; // snapshots: 14 s

export class History {
  constructor(hello) {
    this.hello = hello;
    this.channels = hello.channels.length;
    this.joints = hello.joints.length;
    this.rows = [];
    this.column = new Map([
      ...hello.joints.map((joint, n) => [joint.name, n]),
      ...hello.channels.map((channel, n) => [`channel:${channel.name}`, n]),
    ]);
  }

  take(buffer) {
    const head = new DataView(buffer);
    const row = {
      number: head.getUint32(0, true),
      state: this.hello.states[head.getUint32(4, true)],
      t_s: Number(head.getBigInt64(8, true)) / 1e9,
      told_s: Number(head.getBigInt64(16, true)) / 1e9,
      values: new Float32Array(buffer, this.hello.head_bytes),
    };
    this.rows.push(row);
    if (this.rows.length > KEPT) this.rows.splice(0, this.rows.length - KEPT);
    return row;
  }

  get newest() {
    return this.rows[this.rows.length - 1];
  }

  // Where a stream of a name lies in `values`; channels are one stream, the mix.
  at(name, stream) {
    const column = this.column.get(name);
    if (name.startsWith("channel:")) return stream === "asked" ? column : -1;
    return this.channels + STREAMS.indexOf(stream) * this.joints + column;
  }

  // The streams that a name has.
  streams(name) {
    return STREAMS.filter((stream) => this.at(name, stream) >= 0);
  }

  // How far a stream was from a value, at most, of what is kept.
  furthest(name, stream, from) {
    return Math.max(0, ...this.rows.map((row) => Math.abs(this.value(name, stream, row) - from)).filter((far) => far > 0));
  }

  value(name, stream, row = this.newest) {
    const at = row ? this.at(name, stream) : -1;
    return at < 0 ? NaN : row.values[at];
  }

  // A joint as it is: measured, else played, else sent; NaN: nobody knows.
  joint(column, row) {
    for (const stream of [3, 2, 1]) {
      const value = row.values[this.channels + stream * this.joints + column];
      if (!Number.isNaN(value)) return value;
    }
    return NaN;
  }

  range(name) {
    const column = this.column.get(name);
    const { low, high, unit } = name.startsWith("channel:") ? this.hello.channels[column] : this.hello.joints[column];
    return { low, high, unit };
  }
}
