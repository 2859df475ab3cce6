/** Elements that stand outside templates: the root of a view, its attributes, drawings made one by one. Text always goes in as text, never as markup. */

import { render } from "./lit.js";

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

/** @typedef {Record<string, string | number | boolean>} Attributes */

/**
 * The one element of a template: a root, into which a view then renders.
 * @param {import("./lit.js").TemplateResult} template
 * @returns {HTMLElement}
 */
export function elementOf(template) {
  const holder = document.createDocumentFragment();
  render(template, holder);
  return /** @type {HTMLElement} */ (holder.firstElementChild);
}

/**
 * An HTML element. An attribute that is `true` stands without a value, one that is `false` is left out.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Attributes} [attributes]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function html(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  setAll(element, attributes);
  element.append(...children);
  return element;
}

/**
 * An SVG element.
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {Attributes} [attributes]
 * @param {(Node | string)[]} children
 * @returns {SVGElementTagNameMap[K]}
 */
export function vector(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG_NAMESPACE, tag);
  setAll(element, attributes);
  element.append(...children);
  return element;
}

/**
 * Writes attributes only where they differ, as `setText` does.
 * @param {Element} element
 * @param {Attributes} attributes
 */
export function setAll(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    const text = value === false ? null : value === true ? "" : String(value);
    if (element.getAttribute(name) === text) continue;
    if (text === null) element.removeAttribute(name);
    else element.setAttribute(name, text);
  }
}

/** @param {Attributes} attributes @param {() => void} press @param {(Node | string)[]} children @returns {HTMLButtonElement} */
export function pressable(attributes, press, ...children) {
  const button = html("button", { type: "button", ...attributes }, ...children);
  button.addEventListener("click", press);
  return button;
}

/**
 * Writes a text only where it differs, so that the browser need not lay out the page again.
 * @param {Node} node
 * @param {string} text
 */
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
