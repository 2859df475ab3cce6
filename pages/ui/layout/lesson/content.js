/** What a lesson says, as elements. The texts are the project's own, and go in as text all the same. */

import { html } from "../../components/shared/dom.js";

/** Text, or an element as `[tag, attributes, …children]`.
 * @typedef {string | [string, Record<string, string>, ...any[]]} Content any: content again */
/** What makes the elements that are no HTML, by tag.
 * @typedef {Record<string, (attributes: Record<string, string>, children: Content[]) => Node>} Makers */

/**
 * @param {Content} content
 * @param {Makers} makers
 * @returns {Node | string}
 */
export function elementOf(content, makers) {
  if (typeof content === "string") return content;
  const [tag, attributes, ...children] = content;
  if (tag in makers) return makers[tag](attributes, children);
  return html(/** @type {keyof HTMLElementTagNameMap} */ (tag), attributes, ...elementsOf(children, makers));
}

/**
 * @param {Content[]} contents
 * @param {Makers} makers
 * @returns {(Node | string)[]}
 */
export function elementsOf(contents, makers) {
  return contents.map((each) => elementOf(each, makers));
}

/**
 * The address of a live view as the browser has it: below the path of the app, in the same language, with the lesson.
 * @param {string} address as `/step?q=…`
 * @param {string} lesson
 * @param {string} present what is chosen now, as in `location.search`
 * @returns {string}
 */
export function viewAddress(address, lesson, present) {
  const [path, query] = address.split("?");
  const [asked, now] = [new URLSearchParams(query), new URLSearchParams(present)];
  for (const name of ["lang", "part"]) if (now.has(name)) asked.set(name, now.get(name) ?? "");
  asked.set("lesson", lesson);
  return `.${path}?${asked}`;
}
