/** What a class has answered: in words, as a heatmap beside the model's row, as a histogram. */

import { html, setAll } from "../../components/shared/dom.js";
import { say } from "../../components/shared/labels.js";

/**
 * @param {RoomQuestion} question
 * @param {RoomResult} result
 * @param {RoomData} data
 * @returns {string} in words, for everybody and for a reader of screens
 */
export function outcomeText(question, { answers, agreeing, truth }, data) {
  const { labels } = data;
  if (!answers) return say(labels, "result_none");
  const counted = agreeing === null
    ? say(labels, "result_total", { total: answers })
    : say(labels, "result_agree", { n: agreeing, total: answers });
  const known = (question.kind === "piece" && agreeing !== null) || truth !== "";
  return [counted, known && say(labels, "result_truth", { truth: nameOfAnswer(question, truth, data) })].filter(Boolean).join(" ");
}

/**
 * An answer as it is shown: a scoring function by its title, no word as the end of the sentence.
 * @param {RoomQuestion} question
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
  const pictures = question.kind === "row" && result.rows.length ? [heatmapOf(result, data.labels)] : [];
  const asked = question.words ? [html("p", {}, question.words)] : [];
  return html("div", { class: "room-result" }, ...asked, words, ...pictures, histogramOf(question, result, data));
}

/**
 * The rows of model and class have names and numbers; those of the students are for the eye alone.
 * @param {RoomResult} result
 * @param {Record<string, string>} labels
 * @returns {HTMLElement}
 */
function heatmapOf({ source, model, mean, rows }, labels) {
  const pieces = source.map((piece) => html("th", { scope: "col" }, html("bdi", {}, piece)));
  const named = /** @type {[string, number[]][]} */ ([["of_model", model], ["of_class", mean]]).filter(([, row]) => row.length);
  return html("table", { class: "room-heatmap", "aria-label": say(labels, "heatmap") },
    html("thead", {}, html("tr", {}, html("td"), ...pieces)),
    html("tbody", {}, ...named.map(([key, row]) => html("tr", { class: `room-${key}` }, html("th", { scope: "row" }, say(labels, key)), ...row.map(numberCell)))),
    html("tbody", { class: "room-students", "aria-hidden": "true" }, ...rows.map((row) => html("tr", {}, html("td"), ...row.map(tintCell)))));
}

/** @param {number} weight */
function numberCell(weight) {
  const cell = tintCell(weight);
  cell.append(`${Math.round(weight * 100)}%`);
  return cell;
}

/** @param {number} weight */
function tintCell(weight) {
  const cell = html("td", { class: "room-cell" });
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
