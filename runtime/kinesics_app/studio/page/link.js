// The connection to the robot: what is told is handed out by kind, what is said is queued until it is there.

const AGAIN_MS = 1000;
const TOKEN = "kinesics-token";

// A token comes behind the # of the address, which no server sees, and stays for this tab.
function token() {
  const told = new URLSearchParams(location.hash.slice(1)).get("token");
  if (told) {
    sessionStorage.setItem(TOKEN, told);
    history.replaceState(null, "", location.pathname);
  }
  return told ?? sessionStorage.getItem(TOKEN) ?? "";
}

export class Link {
  constructor() {
    this.ears = {};
    this.drawn = 0;
    this.names = 0;
    this.name = `page-${Math.random().toString(36).slice(2, 8)}`;
    this.open = false;
  }

  // `hear` is called with what is told of that kind; "snapshot" and "open" are kinds too.
  on(kind, hear) {
    (this.ears[kind] ??= []).push(hear);
    return this;
  }

  tell(kind, ...told) {
    for (const hear of this.ears[kind] ?? []) hear(...told);
  }

  connect() {
    const known = token();
    const query = known ? `?token=${encodeURIComponent(known)}` : "";
    this.socket = new WebSocket(`ws://${location.host}/live${query}`);
    this.socket.binaryType = "arraybuffer";
    this.drawn = 0;
    this.socket.onopen = () => this.tell("open", (this.open = true));
    this.socket.onclose = () => {
      this.tell("open", (this.open = false));
      setTimeout(() => this.connect(), AGAIN_MS);
    };
    this.socket.onmessage = ({ data }) => this.hear(data);
  }

  hear(data) {
    if (typeof data !== "string") return this.tell("snapshot", data);
    const message = JSON.parse(data);
    if ("event" in message) return this.tell("event", message);
    if ("refused" in message) return this.tell("refused", message);
    for (const [kind, told] of Object.entries(message)) this.tell(kind, told, message);
  }

  // The robot sends no more than half a second that was not drawn.
  drew(count) {
    this.drawn += count;
    this.say({ drew: this.drawn });
  }

  say(message) {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(message instanceof ArrayBuffer ? message : JSON.stringify(message));
    return true;
  }

  newId() {
    return `${this.name}-${++this.names}`;
  }

  ask(kind, parameters = {}, also = {}) {
    const id = this.newId();
    this.say({ intent: { kind, id, parameters, ...also } });
    return id;
  }

  order(kind, also = {}) {
    const id = this.newId();
    return this.say({ order: { kind, id, ...also } }) ? id : "";
  }
}
