/**
 * The choices that the visitor makes in a component and the server makes, too: by a button elsewhere, or as another choice
 * begins anew. Of two the later one holds, wherever it was made.
 *
 * A report has a value and a number, which grows. The server hands out what it chose with the number of the last report that
 * it had heard by then. If the visitor has reported something since, the server is about to hear it, and nothing is taken
 * over. Otherwise a value that neither side has told the other before is the server's choice.
 */

import { keepInAddress } from "./address.js";
import { PARAMETERS, writeChoice } from "./choices.js";

/**
 * @param {ReportToPython} send
 */
export function createExchange(send) {
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

  /**
   * @param {HandedOut} handed
   * @returns {Record<string, unknown>} what is to be taken over
   */
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

  return { report, receive, choices };
}

/**
 * Writes a reported choice in the address, where that is for the browser to do.
 * @param {string} name
 * @param {unknown[]} reported the value, and what else the report has
 * @returns {void}
 */
export function keep(name, [value]) {
  if (name in PARAMETERS) keepInAddress(PARAMETERS[name].param ?? name, writeChoice(PARAMETERS[name], value));
}
