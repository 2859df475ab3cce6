/** What needs a clock: playing, and telling Python where one is. */

import { keepTypingOneEntry } from "./address.js";
import { beatOf } from "./state.js";

const SETTLED = 400;

/**
 * Ticks while the state is playing, at the state's speed.
 * @param {() => void} tick
 */
function createPlayer(tick) {
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;
  let beat = 0;

  function stop() {
    clearInterval(timer);
    beat = 0;
  }

  /** @param {StageState} state */
  function follow({ playing, speed }) {
    const wanted = playing ? beatOf(speed) : 0;
    if (wanted === beat) return;
    stop();
    if (wanted) timer = setInterval(tick, wanted);
    beat = wanted;
  }

  return { follow, stop };
}

/**
 * Reports the step once it has settled: not on every key, not while playing, since each report reruns the page.
 * @param {import("./mount.js").Report} report
 */
function createReporter(report) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {StageState} before @param {StageState} after */
  function follow(before, after) {
    if (before.step === after.step && before.playing === after.playing) return;
    clearTimeout(timer);
    if (!after.playing) timer = setTimeout(() => report("step", after.step), SETTLED);
  }

  /**
   * Python may have answered before it heard of the last step, and write the one it knew in the address: it is told again.
   * @param {number | null} step @param {StageState} state
   */
  function answered(step, state) {
    follow({ ...state, step: Math.min(step ?? Infinity, state.steps - 1) }, state);
  }

  return { follow, answered, stop: () => clearTimeout(timer) };
}

/**
 * Work that nobody waits for: done once, so many milliseconds after it was last asked for.
 * @param {() => void} work
 * @param {number} after
 */
export function createLater(work, after) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function ask() {
    clearTimeout(timer);
    timer = setTimeout(work, after);
  }

  return { ask, stop: () => clearTimeout(timer) };
}

/**
 * What every component that steps has alike: a clock, the report of where one is, the address, and an end.
 * @param {HTMLElement | ShadowRoot} parent
 * @param {HTMLElement} root is appended to it
 * @param {{dispatch: (action: {type: "tick"}) => void, report: import("./mount.js").Report}} ways
 * @param {(() => void)[]} undo what was begun to listen to, to be ended
 */
export function createLife(parent, root, { dispatch, report }, undo) {
  const [player, reporter] = [createPlayer(() => dispatch({ type: "tick" })), createReporter(report)];
  const stopTyping = keepTypingOneEntry();
  parent.append(root);

  function dispose() {
    player.stop();
    reporter.stop();
    for (const each of [...undo, stopTyping]) each();
    root.remove();
  }

  return { player, reporter, dispose };
}
