/** The buttons of a live training. */

import { html, icon, pressable, setAll, setName, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { plays } from "./state.js";

const [PLAY, PAUSE] = ["M8 5v14l11-7z", "M9 5v14M15 5v14"];
/** @type {LiveClock[]} */
const CLOCKS = ["updates", "seconds"];
const NEXT_PHASE = { forward: "phase_backward", backward: "phase_step", step: "phase_forward" };

/**
 * @param {{play: () => void, make: (action: "one" | "phase") => void, begin: () => void, setClock: (clock: LiveClock) => void}} commands
 */
export function createToolbar({ play, make, begin, setClock }) {
  const playing = pressable({ class: "gaze-button gaze-play" }, play);
  const [one, phase, anew] = [pressable({ class: "gaze-choice" }, () => make("one")), pressable({ class: "gaze-choice" }, () => make("phase")), pressable({ class: "gaze-choice" }, begin)];
  const clocks = CLOCKS.map((clock) => pressable({ class: "gaze-choice" }, () => setClock(clock)));
  const clock = html("div", { class: "gaze-clock", role: "group" }, ...clocks);
  const root = html("div", { class: "gaze-live-bar" }, playing, one, phase, anew);

  /** @param {Record<string, string>} labels */
  function build(labels) {
    setText(one, say(labels, "one_update"));
    setText(anew, say(labels, "begin_anew"));
    setAll(clock, { "aria-label": say(labels, "clock") });
    clocks.forEach((button, i) => setText(button, say(labels, `clock_${CLOCKS[i]}`)));
  }

  /** @param {LiveState} state @param {Record<string, string>} labels */
  function paint(state, labels) {
    const moves = plays(state);
    const now = moves ? "pause" : "play";
    if (playing.dataset.now !== now) {
      playing.dataset.now = now;
      playing.replaceChildren(icon(moves ? PAUSE : PLAY));
      setAll(playing, { class: `gaze-button gaze-play${moves ? " gaze-playing" : ""}` });
    }
    setName(playing, say(labels, now));
    setText(phase, say(labels, NEXT_PHASE[state.lanes[0]?.news?.phase?.name ?? "step"]));
    const ended = state.lanes.length > 0 && state.lanes.every(({ news }) => news?.finished);
    const watching = state.seat === "watching";
    setAll(playing, { "aria-disabled": String(ended || watching) });
    setAll(anew, { "aria-disabled": String(watching) });
    for (const button of [one, phase]) setAll(button, { "aria-disabled": String(ended || moves || watching) });
    clocks.forEach((button, i) => setAll(button, { "aria-pressed": String(CLOCKS[i] === state.clock) }));
  }

  return /** @satisfies {Part} */ ({ root, clock, build, paint });
}
