/** The page Collect: files are dropped, read here, and stand in one table by question. */

import { elementOf, setAll } from "../../kit/dom.js";
import { guardShortcuts } from "../../kit/listening.js";
import { say } from "../../kit/labels.js";
import { html, nothing, render } from "../../kit/lit.js";
import { mountComponent } from "../../kit/mount.js";
import { PACKED } from "../../kit/packed.js";
import { download } from "../../kit/picture.js";
import { visible } from "../../kit/pieces.js";
import { percentText } from "../../kit/reading.js";
import { WORDS_OF_COLLECTION } from "./labels.js";
import { addressesOf, answerText, correctText, countsText, csvOf, EMPTY, groupsOf, MOST_SUBMISSIONS, rightAnswer, summaryOf, withFiles } from "./submissions.js";

/** @typedef {import("./submissions.js").Collection} Collection */
/** @typedef {import("./submissions.js").Group} Group */
/** @typedef {{questions: Record<string, import("./submissions.js").Found>, language: string, labels: Record<string, string>}} CollectionData */

const COLUMNS = ["name", "assignment", "answer", "correct", "score", "time"];
/** Files that were not taken, and are named. */
const MOST_NAMED = 30;
const STORE = "gaze-collection";

/** @param {ReportToPython} report */
function createCollection(report) {
  const root = elementOf(html`<section class="gaze gaze-collection"></section>`);
  const stop = new AbortController();
  /** @type {CollectionData | null} */
  let data = null;
  let collection = readKept();
  let asked = "";
  let over = false;

  /** @param {CollectionData} received */
  function build(received) {
    data = { ...received, labels: { ...WORDS_OF_COLLECTION, ...received.labels } };
    asked = ""; // another session of the server has been told nothing
    setAll(root, { "aria-label": say(data.labels, "collection") });
    ask();
    paint();
  }

  /** Asks the server for what is right in questions that it has not told. */
  function ask() {
    const addresses = addressesOf(collection);
    const written = JSON.stringify(addresses);
    if (!data || written === asked || addresses.every((address) => data && address in data.questions)) return;
    asked = written;
    report("questions", addresses);
  }

  /** @param {Iterable<File>} files */
  async function take(files) {
    const dropped = await Promise.all([...files].map(async (file) => ({ file: file.name, size: file.size, text: await textOf(file) })));
    keep(withFiles(collection, dropped));
  }

  /** @param {Collection} next */
  function keep(next) {
    collection = next;
    keepAll(collection);
    ask();
    paint();
  }

  function paint() {
    if (!data) return;
    const { questions, language, labels } = data;
    const groups = groupsOf(collection, questions, labels, language);
    const { submissions, refused } = collection;
    const chosen = (/** @type {any} */ { target }) => {
      take([...target.files]);
      target.value = ""; // so that the same file can be chosen again
    };
    const save = () => download(new Blob([csvOf(groups, labels)], { type: "text/csv" }), `gaze-answers-${new Date().toISOString().slice(0, 10)}.csv`);
    render(html`
      <div class="collect-drop" ?data-over=${over}><p>${say(labels, "drop", { n: MOST_SUBMISSIONS })}</p>
        <label class="collect-choose"><input class="gaze-hidden" type="file" multiple accept=".json,application/json" data-zone="field" @change=${chosen} /><span>${say(labels, "choose")}</span></label>
        <p class="collect-note">${say(labels, "stays")}</p></div>
      <div role="status">${submissions.length ? html`<p class="collect-read">${say(labels, "read", { n: submissions.length })}</p>` : nothing}${refusedList(refused, labels)}</div>
      ${submissions.length ? html`<div class="collect-ways" data-zone="button"><button type="button" class="gaze-choice" @click=${save}>${say(labels, "save")}</button><button
        type="button" class="gaze-choice" @click=${() => keep(EMPTY)}>${say(labels, "clear")}</button></div>
      ${table(groups, labels, language)}<p class="collect-note">${say(labels, "honest")}</p>` : nothing}`, root);
  }

  // A file that misses the field would be opened by the browser instead of the page.
  for (const kind of /** @type {const} */ (["dragover", "dragleave", "drop"])) {
    addEventListener(kind, (event) => {
      const files = event.dataTransfer?.files;
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      if (over !== (kind === "dragover")) {
        over = !over;
        paint();
      }
      if (kind === "drop" && files) take([...files]);
    }, { signal: stop.signal });
  }
  const stops = [guardShortcuts(root), () => stop.abort()];
  return /** @satisfies {Part} */ ({ root, build, dispose: () => stops.forEach((end) => end()) });
}

/** @param {Collection["refused"]} refused @param {Record<string, string>} labels */
function refusedList(refused, labels) {
  if (!refused.length) return nothing;
  const more = refused.length - MOST_NAMED;
  return html`<div class="collect-refused"><p>${say(labels, "problems")}</p><ul>${refused.slice(0, MOST_NAMED).map(({ file, reason }) => html`
    <li><bdi>${visible(file)}</bdi>: ${say(labels, reason, { n: MOST_SUBMISSIONS })}</li>`)}${more > 0 ? html`<li>${say(labels, "more_problems", { n: more })}</li>` : nothing}</ul></div>`;
}

/** One table: for each question a heading that says what is asked, what is right and what came of it, then the answers.
 * @param {Group[]} groups @param {Record<string, string>} labels @param {string} language */
function table(groups, labels, language) {
  const time = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
  return html`<table class="collect-table" role="table" aria-label=${say(labels, "table")}>
    <thead role="rowgroup"><tr role="row">${COLUMNS.map((column) => html`<th role="columnheader" scope="col">${say(labels, column)}</th>`)}</tr></thead>
    ${groups.map((group) => html`<tbody role="rowgroup"><tr role="row" class="collect-question"><th role="rowheader" colspan=${COLUMNS.length} scope="rowgroup">${heading(group, labels)}</th></tr>
      ${group.rows.map((row) => html`<tr role="row">
        <td role="cell" class="collect-name"><bdi>${row.name}</bdi></td><td role="cell" class="collect-title"><bdi>${row.title}</bdi></td>
        <td role="cell" class="collect-answer"><bdi>${row.answer}</bdi>${row.remarks.map((remark) => html`<p class="collect-note">${remark}</p>`)}</td>
        <td role="cell" class="collect-correct" data-correct=${String(row.correct)}>${correctText(row.correct, labels)}</td>
        <td role="cell" class="collect-score">${row.score === null ? say(labels, "unknown") : percentText(row.score)}</td><td role="cell" class="collect-time">${time.format(new Date(row.answered))}</td></tr>`)}</tbody>`)}
  </table>`;
}

/** @param {Group} group @param {Record<string, string>} labels */
function heading(group, labels) {
  const { question, problem } = group;
  if (!question) return html`<p>${problem}</p>`;
  const summary = summaryOf(group);
  const about = [question.page, question.sentence && visible(question.sentence), question.model && say(labels, "model_is", { model: question.model })].filter(Boolean);
  const counts = countsText(group, labels);
  return html`<p>${question.words}</p><p class="collect-note">${about.join(" · ")} · <a href=${`.${question.address}`} target="_blank">${say(labels, "open")}</a></p>
    <p class="collect-about">${say(labels, "right_is", { answer: answerText(rightAnswer(question), question, labels) })}</p>
    ${summary ? html`<p class="collect-about">${say(labels, "group", { right: summary.right, n: summary.n, score: percentText(summary.mean) })}</p>` : nothing}
    ${counts ? html`<p class="collect-about">${say(labels, question.kind === "row" ? "most_rows" : "most", { counts })}</p>` : nothing}`;
}

/** @param {File} file @returns {Promise<string | null>} null where it can't be read, as of a folder */
async function textOf(file) {
  try {
    return await file.slice(0, 2 ** 17).text();
  } catch {
    return null;
  }
}

// -- The table outlives a reload, and is gone with the tab.

/** @returns {Collection} */
function readKept() {
  try {
    return { ...EMPTY, submissions: JSON.parse(sessionStorage.getItem(STORE) ?? "[]") };
  } catch {
    return EMPTY;
  }
}

/** @param {Collection} collection */
function keepAll({ submissions }) {
  try {
    sessionStorage.setItem(STORE, JSON.stringify(submissions));
  } catch {
    // The browser stores nothing, as in some private windows: then the table lasts until the page is loaded anew.
  }
}

export default mountComponent(createCollection, PACKED);
