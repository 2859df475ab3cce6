/**
 * What Streamlit itself says, in the visitor's language: it speaks English alone. Names for screen readers and hints are
 * looked up on all of its elements, visible texts only where Streamlit wrote them, never in what the app or a visitor wrote.
 */

import { WORDS_OF_STREAMLIT } from "./labels.js";

const SPOKEN = ["aria-label", "title", "placeholder", "alt"];
/** Where visible texts are Streamlit's own. */
const OWN = [
  "MainMenu", "ThemeSwitcher", "TopNav", "SidebarNav", "StatusWidget", "FileUploader", "ElementToolbar", "TooltipContent", "DataFrame", "InputInstructions",
].map((name) => `[data-testid^="st${name}"]`).concat(".stSkipToContent", '[data-testid="stSkipToContent"]', '[data-testid="stMultiSelect"] [role="listbox"]').join(", ");
const BRACES = /\{(\w+)\}/;

/**
 * @param {Record<string, string>} words in the language to translate to
 * @returns {(text: string) => string} the translation of what Streamlit says; anything else as it is
 */
export function translator(words) {
  /** @type {Map<string, string>} */
  const whole = new Map();
  /** @type {[RegExp, string][]} */
  const patterns = [];
  for (const [key, english] of Object.entries(WORDS_OF_STREAMLIT)) {
    const to = words[key] ?? english;
    if (BRACES.test(english)) patterns.push([new RegExp(`^${english.replace(BRACES, "(?<given>.+)")}$`, "s"), to]);
    else whole.set(english, to);
  }
  return (text) => {
    const plain = text.trim();
    const known = whole.get(plain);
    if (known) return known;
    for (const [pattern, to] of patterns) {
      const match = pattern.exec(plain);
      if (match) return to.replace(BRACES, () => match.groups?.given ?? "");
    }
    return text;
  };
}

/** Keeps what Streamlit says in one language, also what it says later. */
export function createStreamlitWords() {
  /** What Streamlit wrote where something else stands now, by the name of the attribute; "" is the text. @type {WeakMap<Node, Map<string, {english: string, written: string}>>} */
  const replaced = new WeakMap();
  let translate = translator({});
  let foreign = false;
  const observer = new MutationObserver((changes) => {
    for (const { type, target, addedNodes, attributeName } of changes)
      if (type === "attributes") speak(/** @type {Element} */ (target), attributeName ?? "");
      else if (type === "characterData") say(/** @type {Text} */ (target));
      else addedNodes.forEach(walk);
  });

  /** @param {Node} node @param {string} place @param {string} now @param {(text: string) => void} write */
  function replace(node, place, now, write) {
    const before = replaced.get(node)?.get(place);
    const english = before?.written === now ? before.english : now;
    const written = translate(english);
    if (written !== english) replaced.set(node, (replaced.get(node) ?? new Map()).set(place, { english, written }));
    if (written !== now) write(written);
  }

  /** @param {Element} element @param {string} name */
  function speak(element, name) {
    const now = element.getAttribute(name);
    if (now) replace(element, name, now, (text) => element.setAttribute(name, text));
  }

  /** @param {Text} text */
  function say(text) {
    if (text.data.trim() && text.parentElement?.closest(OWN)) replace(text, "", text.data, (words) => { text.data = words; });
  }

  /** @param {Node} node */
  function walk(node) {
    if (node instanceof Text) say(node);
    if (!(node instanceof Element) || node instanceof SVGElement) return;
    for (const name of SPOKEN) speak(node, name);
    node.childNodes.forEach(walk);
  }

  /** @param {Record<string, string>} words @param {boolean} english whether they are those that Streamlit has itself */
  function use(words, english) {
    translate = translator(words);
    observer.disconnect();
    if (!english || foreign) walk(document.body);
    foreign = !english;
    if (foreign) observer.observe(document.body, { childList: true, subtree: true, characterData: true, attributeFilter: SPOKEN });
  }

  return { use, stop: () => observer.disconnect() };
}
