/** A window and a server as tests of rooms need them. */

/** What a window gives to its scripts, as far as a room uses it; what was done is written down. */
export function openWindow(address) {
  const target = new EventTarget();
  for (const name of ["addEventListener", "dispatchEvent"]) globalThis[name] = target[name].bind(target);
  globalThis.window = globalThis;
  globalThis.location = new URL(address);
  globalThis.document = Object.assign(new EventTarget(), { documentElement: { dataset: {} }, querySelector: () => null, hidden: false });
  globalThis.PopStateEvent = Event;
  globalThis.localStorage = { ...store(), length: 0 };
  const told = [];
  globalThis.history = { state: null, replaceState: (_state, _unused, to) => { globalThis.location = new URL(to); } };
  addEventListener("popstate", () => told.push(location.href));
  return told;
}

function store() {
  const values = new Map();
  return { getItem: (name) => values.get(name) ?? null, setItem: (name, value) => values.set(name, value) };
}

/** A source of events that a test speaks through. */
export class FakeSource extends EventTarget {
  static CLOSED = 2;
  static all = [];
  constructor(address) {
    super();
    Object.assign(this, { address, readyState: 1 });
    FakeSource.all.push(this);
  }
  close() {
    this.readyState = 2;
  }
  say(name, data) {
    this.dispatchEvent(Object.assign(new Event(name), { data: JSON.stringify(data) }));
  }
}

/** Lets everything run that only waits for promises. */
export const turns = async () => { for (let turn = 0; turn < 8; turn += 1) await Promise.resolve(); };

export function resetWindow() {
  openWindow("http://school/step?q=a&step=1&room=cdhjp");
  globalThis.EventSource = FakeSource;
  FakeSource.all = [];
}
