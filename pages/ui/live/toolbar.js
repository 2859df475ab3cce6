/** The buttons of a live training. */

import { html, icon, pressable, setAll, setName, setText } from "../components/shared/dom.js";
import { say } from "../components/shared/labels.js";

const [PLAY, PAUSE] = ["M8 5v14l11-7z", "M9 5v14M15 5v14"];
/** @type {LiveClock[]} */
const CLOCKS = ["updates", "seconds"];
const NEXT_STAGE = { forward: "half_backward", backward: "half_step", step: "half_forward" };

/**
 * @param {{play: () => void, make: (action: "one" | "half") => void, begin: () => void, setClock: (clock: LiveClock) => void}} commands
 */
export function createToolbar({ play, make, begin, setClock }) {
  const playing = pressable({ class: "gaze-button gaze-play" }, play);
  const [one, half, anew] = [pressable({ class: "gaze-choice" }, () => make("one")), pressable({ class: "gaze-choice" }, () => make("half")), pressable({ class: "gaze-choice" }, begin)];
  const clocks = CLOCKS.map((clock) => pressable({ class: "gaze-choice" }, () => setClock(clock)));
  const clock = html("div", { class: "gaze-clock", role: "group" }, ...clocks);
  const root = html("div", { class: "gaze-live-bar" }, playing, one, half, anew, clock);

  /** @param {Record<string, string>} labels */
  function build(labels) {
    setText(one, say(labels, "one_update"));
    setText(anew, say(labels, "begin_anew"));
    setAll(clock, { "aria-label": say(labels, "clock") });
    clocks.forEach((button, i) => setText(button, say(labels, `clock_${CLOCKS[i]}`)));
  }

  /** @param {LiveState} state @param {Record<string, string>} labels */
  function paint(state, labels) {
    const now = state.playing ? "pause" : "play";
    if (playing.dataset.now !== now) {
      playing.dataset.now = now;
      playing.replaceChildren(icon(state.playing ? PAUSE : PLAY));
      setAll(playing, { class: `gaze-button gaze-play${state.playing ? " gaze-playing" : ""}` });
    }
    setName(playing, say(labels, now));
    setText(half, say(labels, NEXT_STAGE[state.lanes[0]?.news?.half?.stage ?? "step"]));
    const ended = state.lanes.length > 0 && state.lanes.every(({ news }) => news?.finished);
    setAll(playing, { "aria-disabled": String(ended) });
    for (const button of [one, half]) setAll(button, { "aria-disabled": String(ended || state.playing) });
    clocks.forEach((button, i) => setAll(button, { "aria-pressed": String(CLOCKS[i] === state.clock) }));
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}
