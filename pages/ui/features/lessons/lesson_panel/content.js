/** The content of a lesson as elements. Texts are inserted as text, never as markup. */

import { html } from "../../../kit/dom.js";

/** Text, or an element as `[tag, attributes, …children]`.
 * @typedef {string | [string, Record<string, string>, ...any[]]} Content any: Content */
/** Functions that make the elements of tags that are not HTML, by tag.
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
  return contents.map((child) => elementOf(child, makers));
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
  const [target, now] = [new URLSearchParams(query), new URLSearchParams(present)];
  for (const name of ["lang", "part"]) if (now.has(name)) target.set(name, now.get(name) ?? "");
  target.set("lesson", lesson);
  return `.${path}?${target}`;
}
