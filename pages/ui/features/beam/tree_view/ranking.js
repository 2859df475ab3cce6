/** The best hypotheses with their scores; a click on one moves the cursor to it. */

import { html, pressable, setAll, setText } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";
import { joinPieces } from "../../../kit/pieces.js";
import { piecesTo } from "./shape.js";

/**
 * @param {(action: TreeAction) => void} dispatch
 */
export function createRanking(dispatch) {
  const title = html("h3", { class: "gaze-title" });
  const list = html("ol", { class: "gaze-ranking" });
  const root = html("div", { class: "gaze-ranked" }, title, list);
  /** @type {{button: HTMLButtonElement, node: number}[]} */
  let rows = [];

  /** @param {Shape} shape @param {Record<string, string>} labels @param {string} lang of the translations */
  function build(shape, labels, lang) {
    setText(title, say(labels, "ranking"));
    rows = shape.best.map((number, rank) => {
      const node = shape.nodes[number];
      const [logprob, score] = [node.total, node.score].map((value) => value.toFixed(2).replace("-", "−"));
      const text = joinPieces(piecesTo(shape, number)) || say(labels, "empty");
      const name = say(labels, "rank_row", { n: rank + 1, text, logprob, score });
      const cells = [html("span", { class: "gaze-rank" }, String(rank + 1)), html("bdi", { class: "gaze-ranked-text", lang: lang || false }, text),
        html("span", { class: "gaze-figure" }, `${say(labels, "log_p")} ${logprob}`),
        html("span", { class: "gaze-figure" }, `${say(labels, "score_word")} ${score}`)];
      const button = pressable({ class: "gaze-ranked-row", "aria-label": name, "data-zone": "field" }, () => dispatch({ type: "to", node: number }), ...cells);
      button.addEventListener("pointerenter", () => dispatch({ type: "point", node: number }));
      button.addEventListener("pointerleave", () => dispatch({ type: "point", node: null }));
      return { button, node: number };
    });
    list.replaceChildren(...rows.map(({ button }) => html("li", {}, button)));
  }

  /** @param {TreeState} state */
  function paint(state) {
    for (const { button, node } of rows) setAll(button, { "aria-current": node === (state.hover ?? state.node) ? "true" : false });
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}
