/** The page without a server: a sentence, its translation by a model of this file or as one has recorded it, and the attention view of Translate. */

import { setText } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";
import { html, live, render } from "../../../kit/lit.js";
import { PACKED } from "../../../kit/packed.js";
import { createTranslator } from "./decoder.js";
import { WORDS_OF_PAGE } from "./labels.js";
import { reportOpened } from "./scorm.js";

/** What Python writes into the page. Titles are by language; `text` is the sentence that is there first. Where translations are recorded,
 * a family has the `texts` to choose from, and each of its models a trace of each.
 * @typedef {{family: string, title: Record<string, string>, traces?: (Trace | null)[]}} PageEntry */
/** @typedef {import("./decoder.js").PackedModel & PageEntry} PageModel */
/** @typedef {import("./decoder.js").PackedTokenizers & {title: Record<string, string>, text: string, texts?: string[]}} PageFamily */
/** @typedef {{families: Record<string, PageFamily>, models: PageModel[], languages: Record<string, string>}} PageData */

/**
 * Builds the page into its place, and shows the first sentence.
 * @param {(given: ComponentArgs) => unknown} mountStage that of Translate
 * @param {PageData} data
 * @param {HTMLElement} place
 */
function openPage(mountStage, { families, models, languages }, place) {
  let [model] = models;
  let { text } = families[model.family];
  let language = navigator.language.startsWith("zh") ? "zh" : "en";
  /** @type {Map<PageModel, (text: string) => Trace | null>} those that have translated */
  const translators = new Map();
  const [style, stage, said] = [document.createElement("style"), document.createElement("div"), document.createElement("p")];
  style.textContent = PACKED.style;
  document.head.append(style);
  said.className = "gaze-grown";

  function translate() {
    if (model.traces) return model.traces[families[model.family].texts?.indexOf(text) ?? -1] ?? null;
    const translator = translators.get(model) ?? createTranslator(model, families[model.family]);
    translators.set(model, translator);
    return translator(text);
  }

  function show() {
    const trace = translate();
    const [labels, caption] = [{ ...WORDS_OF_PAGE, ...PACKED.words[language] }, [text, model.title[language]]];
    document.documentElement.lang = language;
    render(page(labels, trace?.source.cut ?? ""), place);
    if (!trace) setText(said, ""); // otherwise the stage writes it, up to the step
    mountStage({
      data: new TextEncoder().encode(JSON.stringify({ trace, opening: 0, choices: {}, present: false, language, caption })),
      parentElement: stage,
      setStateValue: () => {},
    });
  }

  /** @param {Record<string, string>} labels @param {string} rest what is not read of the sentence */
  function page(labels, rest) {
    const { texts } = families[model.family];
    return html`<main class="gaze-aside offline">
      <header class="offline-head"><h1>Gaze</h1><div class="offline-choices" role="group" aria-label=${say(labels, "language")}>${Object.entries(languages).map(([code, name]) => html`
        <button type="button" lang=${code} aria-pressed=${code === language} @click=${() => { language = code; show(); }}>${name}</button>`)}</div></header>
      ${texts ? html`<select name="sentence" aria-label=${say(labels, "sentence")} @change=${hearTyping}>${texts.map((each) => html`
        <option .selected=${live(each === text)}>${each}</option>`)}</select>` : html`
      <input type="text" name="sentence" autocomplete="off" maxlength="1000" aria-label=${say(labels, "sentence")} placeholder=${say(labels, "type")} .value=${live(text)} @input=${hearTyping} />`}
      ${Object.entries(families).map(([family, { title }]) => html`<fieldset class="offline-choices">
        <legend class="offline-quiet">${Object.keys(families).length > 1 ? title[language] : say(labels, "functions")}</legend>
        ${models.filter((each) => each.family === family).map((each) => html`
          <button type="button" aria-pressed=${each === model} @click=${() => choose(each)}>${each.title[language]}</button>`)}</fieldset>`)}
      <div aria-live="polite">${said}</div>
      <p class="offline-quiet" ?hidden=${!rest}>${say(labels, "cut", { rest })}</p>
      ${stage}
      <footer class="offline-quiet">${texts ? html`<p>${say(labels, "recorded")}</p>` : html`<p>${say(labels, "about")}</p><p>${say(labels, "rounded")}</p>`}</footer>
    </main>`;
  }

  /** @param {Event} event */
  function hearTyping({ target }) {
    text = /** @type {HTMLInputElement | HTMLSelectElement} */ (target).value;
    show();
  }

  /** @param {PageModel} next */
  function choose(next) {
    if (next.family !== model.family) ({ text } = families[next.family]);
    model = next;
    show();
  }

  show();
  reportOpened(window);
}

export default openPage;
