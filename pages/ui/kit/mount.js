/** How browser and Python talk: mounting in Streamlit's page, choices exchanged, actions, reports that wait while Python runs. */

import { hearEntering, keepInAddress, PARAMETERS, sentenceInAddress, writeChoice } from "./address.js";
import { PACKED } from "./packed.js";

// -- Reports to Python, which wait while Python runs. Streamlit's page can lose a component, and what has the focus in it,
// if a report is answered together with a run that was asked for before: it then takes the component out and puts in a new
// one. A report of a component has to wait for such a run in any case, so it waits here.

export const RUNNING = '[data-testid="stApp"][data-test-script-state="running"]';
/** Milliseconds between two looks at whether Python is still running. */
const QUEUE_INTERVAL = 20;

/**
 * @param {ReportToPython} send
 * @returns {{report: ReportToPython, isWaiting: (name: string) => boolean, stop: () => void}} a later report replaces a waiting one of the same name
 */
function createReportQueue(send) {
  /** @type {Map<string, unknown>} */
  const waiting = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @type {ReportToPython} */
  function report(name, value) {
    waiting.set(name, value);
    proceed();
  }

  function proceed() {
    clearTimeout(timer);
    if (document.querySelector(RUNNING)) timer = setTimeout(proceed, QUEUE_INTERVAL);
    else sendAll();
  }

  function sendAll() {
    for (const [name, value] of waiting) send(name, value);
    waiting.clear();
  }

  return { report, isWaiting: (name) => waiting.has(name), stop: () => clearTimeout(timer) };
}

// -- The choices that the visitor makes in a component and the server makes, too: by a button elsewhere, or as another
// choice begins anew. Of two the later one holds, wherever it was made. A report has a value and a number, which grows.
// The server hands out what it chose with the number of the last report that it had heard by then. If the visitor has
// reported something since, the server is about to hear it, and nothing is taken over. Otherwise a value that neither side
// has told the other before is the server's choice.

/** @param {ReportToPython} send */
function createExchange(send) {
  /** @type {Map<string, string>} by choice, as JSON, what one side told the other last */
  const told = new Map();
  /** @type {Map<string, number>} by choice, the number of the last report */
  const reported = new Map();
  let last = 0;

  /** Reports a choice of the visitor, unless the server knows it. @type {ReportToPython} */
  function report(name, value) {
    if (!tell(name, value)) return;
    last = Math.max(Date.now(), last + 1);
    reported.set(name, last);
    keep(name, [value]);
    send(name, [value, last]);
  }

  /** @param {HandedOut} handed @returns {Record<string, unknown>} what is to be taken over */
  function receive(handed) {
    const current = Object.entries(handed).filter(([name, [, heard]]) => heard >= (reported.get(name) ?? 0));
    return Object.fromEntries(current.map(([name, [value]]) => [name, value]).filter(([name, value]) => tell(String(name), value)));
  }

  /** @param {string} name @param {unknown} value @returns {boolean} whether it is new to the other side */
  function tell(name, value) {
    const written = JSON.stringify(value);
    const isNew = told.get(name) !== written;
    told.set(name, written);
    return isNew;
  }

  /** All choices as both sides know them. @returns {Record<string, any>} any: each choice has values of its own kind */
  function choices() {
    return Object.fromEntries([...told].map(([name, written]) => [name, JSON.parse(written)]));
  }

  /** @param {string} name @param {number} moment @returns {boolean} whether the visitor has chosen it since then */
  const isLaterThan = (name, moment) => (reported.get(name) ?? 0) > moment;

  return { report, receive, choices, isLaterThan };
}

/**
 * Writes a reported choice in the address, where that is for the browser to do.
 * @param {string} name
 * @param {unknown[]} reported the value, and what else the report has
 */
export function keep(name, [value]) {
  if (name in PARAMETERS) keepInAddress(PARAMETERS[name].param ?? name, writeChoice(PARAMETERS[name], value));
}

// -- Choices that Python may not have heard of as a link leads to another page: what is taken out there no longer reports, and a report
// under way may be lost, as Streamlit makes one run of two that it is asked for. They are left to the next component that has
// these choices, which reports them as its own.

/** Sent to the window by a component that mounts, with a function that takes what others have left. */
const ASKED = "gaze:asked";
/** Milliseconds in which a report may not have been heard, on a busy server, and for which it is left to others. */
const [ON_THE_WAY, LEFT] = [30_000, 30_000];

/** @param {Record<string, unknown>} choices of the sentence in the address */
function leaveToOthers(choices) {
  const sentence = sentenceInAddress();
  const give = (/** @type {Event} */ event) => {
    if (sentenceInAddress() === sentence) /** @type {CustomEvent} */ (event).detail(choices);
  };
  addEventListener(ASKED, give, { signal: AbortSignal.timeout(LEFT) });
}

/** @param {string[]} names @returns {Record<string, unknown>} what was left of these choices, and is so no longer */
function takeOver(names) {
  /** @type {Record<string, unknown>} */
  const found = {};
  const take = (/** @type {Record<string, unknown>} */ choices) => {
    for (const name of names.filter((each) => each in choices)) {
      found[name] = choices[name];
      delete choices[name];
    }
  };
  dispatchEvent(new CustomEvent(ASKED, { detail: take }));
  return found;
}

// -- Actions for Python, each reported until Python has answered it.

/**
 * Of two reports in quick succession Streamlit may deliver only the later one. So each report has all actions that
 * Python has not answered yet, with ascending numbers.
 * @template {object} Action
 * @param {(actions: (Action & {at: number})[]) => void} report
 */
export function createActions(report) {
  /** @type {(Action & {at: number})[]} */
  let open = [];
  let last = 0;

  /** @param {Action} action */
  function send(action) {
    last = Math.max(Date.now(), last + 1);
    open = [...open, { ...action, at: last }];
    report(open);
  }

  /** Forgets the actions up to this number, which Python has answered. @param {number} at */
  function confirm(at) {
    last = Math.max(last, at);
    open = open.filter((action) => action.at > at);
  }

  return { send, confirm };
}

/** @typedef {import("./packed.js").Packed} Packed */

/** Sent to a parent element when a newer release of the code mounts there: the server was restarted while the page was open. */
const REPLACED = "gaze:replaced";

/**
 * The function that Streamlit calls to mount a component, and again for every change of data, without a cleanup in
 * between: what `create` makes lives as long as its parent element does.
 * @template {object | null} Data
 * @param {(report: ReportToPython) => Component<Data>} create
 * @param {Packed} own style and words of the component, besides those that all share
 */
export function mountComponent(create, own) {
  /** @type {WeakMap<HTMLElement | ShadowRoot, ReturnType<typeof createInstance<Data>>>} */
  const instances = new WeakMap();
  return (/** @type {ComponentArgs} */ { data, parentElement, setStateValue }) => {
    const instance = instances.get(parentElement) ?? createInstance(create, own, parentElement);
    instances.set(parentElement, instance);
    const { choices = {}, ...content } = parseData(data, own);
    instance.take(content, choices, setStateValue);
    return () => {
      instance.leave();
      instances.delete(parentElement);
    };
  };
}

/**
 * A mounted component. Choices of the server are handed to `adopt`, without drawing anew what has not changed, so that an
 * element keeps the focus.
 * @template {object | null} Data
 * @param {(report: ReportToPython) => Component<Data>} create
 * @param {Packed} own
 * @param {HTMLElement | ShadowRoot} parent
 */
function createInstance(create, own, parent) {
  let drawn = "";
  /** @type {ReportToPython} */
  let setState = () => {};
  /** @type {string[]} */
  let shared = [];
  const queue = createReportQueue((name, value) => {
    if (shared.includes(name)) keep(name, /** @type {unknown[]} */ (value)); // the run that it waited for may have overwritten it
    setState(name, value);
  });
  const exchange = createExchange(queue.report);
  parent.dispatchEvent(new Event(REPLACED)); // first, so that what the old one has changed in the window is restored
  const { root, build, adopt, dispose } = create((name, value) => (shared.includes(name) ? exchange : queue).report(name, value));
  const style = document.createElement("style");
  style.textContent = PACKED.style + own.style;
  parent.addEventListener(REPLACED, leave);
  parent.append(style, root);
  const stopHearing = hearEntering(() => {
    const unheard = shared.filter((name) => queue.isWaiting(name) || exchange.isLaterThan(name, Date.now() - ON_THE_WAY));
    const chosen = exchange.choices();
    if (unheard.length) leaveToOthers(Object.fromEntries(unheard.map((name) => [name, chosen[name]])));
  });

  /** @param {Data & Received} data @param {HandedOut} handed @param {ReportToPython} to */
  function take(data, handed, to) {
    const isFirst = shared.length === 0;
    setState = to;
    shared = Object.keys(handed);
    const news = exchange.receive(handed);
    if (isFirst) {
      for (const [name, value] of Object.entries(takeOver(shared))) {
        news[name] = value;
        exchange.report(name, value);
      }
    }
    const content = JSON.stringify(data);
    if (content !== drawn) {
      drawn = content;
      if (root.matches(".gaze")) root.toggleAttribute("data-present", data.present);
      build({ ...data, choices: exchange.choices() });
    }
    if (Object.keys(news).length) adopt?.(news);
  }

  function leave() {
    parent.removeEventListener(REPLACED, leave);
    stopHearing();
    dispose?.();
    queue.stop();
    style.remove();
    root.remove();
  }

  return { take, leave };
}

/** The data from Python, with the texts in the visitor's language. @param {Uint8Array} json @param {Packed} own */
function parseData(json, own) {
  const data = JSON.parse(new TextDecoder().decode(json));
  return { ...data, labels: { ...PACKED.words[data.language], ...own.words[data.language] } };
}
