/** What a class has answered: in words, as a heatmap beside the model's row, as a histogram. */

import { html, setAll } from "../../../kit/dom.js";
import { say, sentences } from "../../../kit/labels.js";

/**
 * @param {RoomQuestion} question
 * @param {RoomResult} result
 * @param {RoomData} data
 * @returns {string} in words, for everybody and for a reader of screens: what is compared with what, and how many agree
 */
export function outcomeText(question, result, data) {
  const { labels } = data;
  const { answers, truth, agreeing, model } = result;
  const known = agreeing !== null && (question.kind === "piece" || truth !== "");
  const told = known ? [say(labels, "result_truth", { truth: nameOfAnswer(question, truth, data) })] : [];
  if (!answers) return sentences(say(labels, "result_none"), ...told);
  if (agreeing === null) return say(labels, "result_total", { total: answers });
  if (question.kind !== "row") return say(labels, `result_${question.kind}`, { n: agreeing, total: answers, truth: nameOfAnswer(question, truth, data) });
  const most = model.indexOf(Math.max(...model));
  const [piece, same] = result.bars[most];
  return sentences(say(labels, "result_row", { n: agreeing, total: answers }), say(labels, "result_top", { n: same, total: answers, truth: piece }));
}

/**
 * An answer as it is shown: a scoring function by its title, no word as the end of the sentence.
 * @param {Pick<RoomQuestion, "kind">} question
 * @param {string} answer
 * @param {Pick<RoomData, "labels" | "scorers">} data
 * @returns {string}
 */
export function nameOfAnswer({ kind }, answer, { labels, scorers = [] }) {
  if (kind === "scorer") return scorers.find(({ value }) => value === answer)?.title ?? answer;
  return kind === "piece" && answer === "" ? say(labels, "result_end") : answer;
}

/**
 * @param {RoomQuestion} question
 * @param {RoomResult} result
 * @param {RoomData} data
 * @returns {HTMLElement}
 */
export function outcomeView(question, result, data) {
  const words = html("p", { class: "room-outcome" }, outcomeText(question, result, data));
  const asked = question.words ? [html("p", {}, question.words)] : [];
  const pictures = question.kind === "row" && (result.rows.length || result.model.length) ? [heatmapOf(result, data.labels)] : [];
  const caption = question.kind === "row" && result.answers ? [html("p", { class: "room-quiet" }, say(data.labels, "most_at"))] : [];
  return html("div", { class: "room-result" }, ...asked, words, ...pictures, ...caption, histogramOf(question, result, data));
}

/**
 * A line for each source piece, as a panel is narrow and a sentence long. The weights of model and class have names and numbers;
 * those of the students are for the eye alone.
 * @param {RoomResult} result
 * @param {Record<string, string>} labels
 * @returns {HTMLElement}
 */
function heatmapOf({ source, model, mean, rows }, labels) {
  const named = /** @type {[string, number[]][]} */ ([["of_model", model], ["of_class", mean]]).filter(([, row]) => row.length);
  const heads = named.map(([key]) => html("th", { scope: "col", class: `room-${key}` }, say(labels, key)));
  const lines = source.map((piece, at) => html("tr", {}, html("th", { scope: "row" }, html("bdi", {}, piece)),
    ...named.map(([key, row]) => numberCell(row[at], key)),
    html("td", { class: "room-students", "aria-hidden": "true" }, ...rows.map((row) => tinted("i", row[at])))));
  return html("table", { class: "room-heatmap", "aria-label": say(labels, "heatmap") },
    html("thead", {}, html("tr", {}, html("td"), ...heads, html("td"))), html("tbody", {}, ...lines));
}

/** @param {number} weight @param {string} whose */
function numberCell(weight, whose) {
  const cell = tinted("td", weight);
  cell.className = `room-cell room-${whose}`;
  cell.append(`${Math.round(weight * 100)}%`);
  return cell;
}

/** @param {"td" | "i"} tag @param {number} weight */
function tinted(tag, weight) {
  const cell = html(tag);
  cell.style.setProperty("--weight", `${Math.round(weight * 100)}%`);
  setAll(cell, { "data-strong": weight >= 0.6 });
  return cell;
}

/**
 * @param {RoomQuestion} question
 * @param {RoomResult} result
 * @param {RoomData} data
 * @returns {HTMLElement}
 */
function histogramOf(question, { bars, truth, answers }, data) {
  const most = Math.max(1, ...bars.map(([, count]) => count));
  const worthShowing = bars.filter(([answer, count]) => count || question.kind === "choice" || sameWord(answer, truth));
  const lines = worthShowing.map(([answer, count]) => {
    const bar = html("i");
    bar.style.inlineSize = `${(100 * count) / most}%`;
    const right = question.kind !== "choice" && question.kind !== "row" && sameWord(answer, truth);
    return html("li", { "data-right": right }, html("bdi", {}, nameOfAnswer(question, answer, data)), html("span", { "aria-hidden": "true" }, bar), html("b", {}, String(count)));
  });
  return html("ol", { class: "room-bars", "aria-label": say(data.labels, "histogram"), hidden: !answers }, ...lines);
}

/** @param {string} one @param {string} other */
function sameWord(one, other) {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
