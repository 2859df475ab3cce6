/** What stands outside templates: the root of a view, its attributes and texts; and what is copied. Text always goes in as text, never as markup. */

import { render } from "./lit.js";

/** @typedef {Record<string, string | number | boolean>} Attributes */

/**
 * The one element of a template: a root, into which a view then renders.
 * @param {import("./lit.js").TemplateResult} template @returns {HTMLElement}
 */
export function elementOf(template) {
  const holder = document.createDocumentFragment();
  render(template, holder);
  return /** @type {HTMLElement} */ (holder.firstElementChild);
}

/** Writes attributes only where they differ, as `setText` does. @param {Element} element @param {Attributes} attributes */
export function setAll(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    const text = value === false ? null : value === true ? "" : String(value);
    if (element.getAttribute(name) === text) continue;
    if (text === null) element.removeAttribute(name);
    else element.setAttribute(name, text);
  }
}

/** Writes a text only where it differs, so that the browser need not lay out the page again. @param {Node} node @param {string} text */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// -- To the clipboard.

/**
 * Browsers copy by themselves only on https or on this computer; elsewhere what is selected.
 * @param {HTMLInputElement} field
 * @returns {Promise<boolean>} whether what stands in the field was copied
 */
export async function copyField(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.focus();
    field.select();
    return document.execCommand("copy");
  }
}
