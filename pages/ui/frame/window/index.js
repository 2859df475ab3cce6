/** What the browser does on all pages: history, fields, shortcuts, links, sliders, the sidebar, the declared language and
 * Streamlit's own words. The component shows nothing. */

import { ownHistory } from "../../kit/address.js";
import { elementOf, setAll } from "../../kit/dom.js";
import { html } from "../../kit/lit.js";
import { mountComponent } from "../../kit/mount.js";
import { PACKED } from "../../kit/packed.js";
import { createStreamlitWords } from "./streamlit.js";

// -- Streamlit's links to the pages.

const PAGE_LINKS = ':is([data-testid="stTopNavLink"], [data-testid="stSidebarNavLink"], [data-testid="stPageLink-NavLink"])';

/**
 * Adds the present choices to the links, which have none, since Streamlit handles clicks on them by script. With a
 * modifier key the browser opens a link in another tab or window, as any link.
 * @returns {() => void} stops listening
 */
function keepChoicesInLinks() {
  const stop = new AbortController();
  const options = { capture: true, signal: stop.signal };
  for (const kind of ["pointerover", "pointerdown", "focusin"])
    document.addEventListener(kind, (event) => {
      const link = linkOf(event);
      if (link) link.search = location.search;
    }, options);
  document.addEventListener("click", (event) => {
    if ((event.ctrlKey || event.metaKey || event.shiftKey) && linkOf(event)) event.stopPropagation();
  }, options);
  return () => stop.abort();
}

/** @param {Event} event @returns {HTMLAnchorElement | null} */
function linkOf({ target }) {
  return target instanceof Element ? target.closest(`a${PAGE_LINKS}`) : null;
}

// -- Streamlit's text fields.

const FIELDS = '[data-testid="stTextInput"] input';
const LEAVING = ["Enter", "Escape"];

/**
 * Enter and Escape leave a field, so that the arrow keys step at once; not while an input method uses these keys.
 * @returns {() => void} stops listening
 */
function leaveFieldsByKey() {
  const stop = new AbortController();
  document.addEventListener("keydown", ({ key, target, isComposing }) => {
    if (isComposing || !LEAVING.includes(key) || !(target instanceof HTMLElement && target.matches(FIELDS))) return;
    // Later, since Streamlit handles the key after this listener.
    setTimeout(() => target.blur());
  }, { signal: stop.signal });
  return () => stop.abort();
}

// -- Streamlit's sliders.

const NAMED_TWICE = '[data-testid="stSlider"] input[aria-label][aria-labelledby]';

/**
 * Removes the second label of each slider, that of its group, which repeats the first one.
 * @returns {() => void} stops observing the page
 */
function nameSlidersOnce() {
  const name = () => document.querySelectorAll(NAMED_TWICE).forEach((slider) => slider.removeAttribute("aria-labelledby"));
  const observer = new MutationObserver(name);
  observer.observe(document.body, { childList: true, subtree: true });
  name();
  return () => observer.disconnect();
}

// -- Marks on what Streamlit draws: the open door and what is behind each, the page one is on; the tab that names a chart; and
// the language of what is read and written, which need not be that of the page.

const DOORS = 'a[data-testid^="stTopNav"], [data-testid="stSidebarNavLink"]';
const TABS = ".st-key-tabs";
const LINKS = `:is(${TABS}, [data-testid="stPopoverBody"]) [data-testid="stPageLink-NavLink"]`;
const CHARTS = '[role="tabpanel"] [data-testid="stPlotlyChart"]';
const READ = '.st-key-text input, .st-key-examples [data-testid="stButtonGroup"]';
const WRITTEN = ".st-key-said :is(.st-key-short, .st-key-middling, .st-key-long)";

/** The titles of the page and of the open door, those behind each door, and the languages. @typedef {{page: string, door: string, doors: Record<string, string>, languages: string[]}} Marked */

function createMarks() {
  let [page, door, read, written] = ["", "", "", ""];
  /** @type {Record<string, string>} */
  let doors = {};
  const observer = new MutationObserver(markAll);

  function markDoors() {
    for (const link of document.querySelectorAll(DOORS)) {
      const name = link.textContent?.trim() ?? "";
      const open = name === door && (page === door ? "page" : "true");
      setAll(link, { "aria-current": open, title: name in doors && doors[name] !== name && doors[name] });
    }
    for (const tabs of document.querySelectorAll(TABS)) setAll(tabs, { role: "navigation", "aria-label": door });
  }

  function markAll() {
    markDoors();
    for (const link of document.querySelectorAll(LINKS)) setAll(link, { "aria-current": link.textContent?.trim() === page && "page" });
    for (const chart of document.querySelectorAll(CHARTS)) setAll(chart, { role: "figure", "aria-labelledby": chart.closest('[role="tabpanel"]')?.getAttribute("aria-labelledby") ?? false });
    for (const sentence of document.querySelectorAll(READ)) setAll(sentence, { lang: read || false });
    for (const translation of document.querySelectorAll(WRITTEN)) setAll(translation, { lang: written || false });
  }

  /** @param {Marked} marked */
  function mark({ languages, ...names }) {
    ({ page, door, doors } = names);
    [read = "", written = ""] = languages;
    markAll();
    observer.observe(document.body, { childList: true, subtree: true });
  }

  return { mark, stop: () => observer.disconnect() };
}

// -- Keys that press buttons of the frame: P starts presenting, Escape ends it.

/** Key → the button that it presses. @type {Record<string, string>} */
const BUTTONS = { p: ".st-key-present button", Escape: ".st-key-leave button" };
/** Elements that handle all keys themselves while they are open. */
const OPEN = '[role="dialog"], [role="listbox"], [data-testid="stPopoverBody"]';
const TYPED_IN = 'textarea, select, [contenteditable="true"], input:not([type="range"], [type="radio"], [type="checkbox"])';

/**
 * The button that a key presses, as a selector; null where the key is for something else.
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "isComposing">} event
 * @param {boolean} typing whether it was pressed in a field
 * @returns {string | null}
 */
export function buttonOf({ key, ctrlKey, metaKey, altKey, isComposing }, typing) {
  if (typing || isComposing || ctrlKey || metaKey || altKey) return null;
  return BUTTONS[key.length === 1 ? key.toLowerCase() : key] ?? null;
}

/** @returns {() => void} stops listening */
function pressButtonsByKey() {
  const stop = new AbortController();
  window.addEventListener("keydown", (event) => {
    const typing = event.composedPath().some((element) => element instanceof Element && element.matches(TYPED_IN));
    const name = buttonOf(event, typing);
    if (!name || event.repeat || document.querySelector(OPEN)) return;
    const button = /** @type {HTMLElement | null} */ (document.querySelector(name));
    button?.click();
  }, { signal: stop.signal });
  return () => stop.abort();
}

// -- Streamlit's sidebar: no stop of the keyboard while it is closed. On a small screen, where it lies over the page, it is
// closed until somebody opens it, and again after a choice, a press beside it or Escape.

/** Streamlit lays it over the page where the window is narrow, the style sheet of the app where it is short. */
const SMALL = "(max-width: 768px), (max-height: 500px)";
const DRAWER = '[data-testid="stSidebar"]';
const CHOICES = `${DRAWER} :is([role="radio"], a), [class*="st-key-scorer-"] [role="radio"], [data-baseweb="popover"] [role="option"]`;
const OPENER = '[data-testid="stExpandSidebarButton"]';
const CLOSER = '[data-testid="stSidebarCollapseButton"] button';
const PAGE = '[data-testid="stMain"]';

/** @param {string} selector */
const find = (selector) => /** @type {HTMLElement | null} */ (document.querySelector(selector));

/** The element that has the focus, also inside a component. */
function focused() {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}

/** @returns {() => void} stops listening */
function keepDrawerClosed() {
  const stop = new AbortController();
  const listen = (/** @type {string} */ kind, /** @type {(event: Event) => void} */ listener) =>
    document.addEventListener(kind, listener, { signal: stop.signal, capture: true });
  const small = matchMedia(SMALL);
  /** Where the focus was when somebody asked for the drawer. @type {Element | null} */
  let asked = null;
  let covering = false;

  /** Reads whether the drawer is open: Streamlit opens it by itself when a window becomes wide. */
  function read() {
    const drawer = find(DRAWER);
    const closed = drawer?.dataset.collapsed !== "false";
    drawer?.toggleAttribute("inert", closed);
    const open = !closed && small.matches;
    drawer?.toggleAttribute("data-gaze-asked", open && asked !== null); // the style sheet shows no other
    if (open && !asked) return close();
    if (open === covering) return;
    covering = open;
    find(PAGE)?.toggleAttribute("inert", open);
    if (open) return find(CLOSER)?.focus();
    if (asked instanceof HTMLElement) asked.focus({ preventScroll: true });
    asked = null;
  }

  const close = () => find(CLOSER)?.click();

  listen("click", ({ target }) => {
    if (!(target instanceof Element)) return;
    if (target.closest(OPENER)) asked = focused() ?? target;
    // Later, since Streamlit handles the click after this listener.
    else if (covering && target.closest(CHOICES)) setTimeout(close);
  });
  listen("pointerdown", ({ target }) => {
    const page = find(PAGE);
    if (covering && target instanceof Element && page && (page.contains(target) || target.contains(page))) close();
  });
  listen("keydown", (event) => {
    if (covering && /** @type {KeyboardEvent} */ (event).key === "Escape") close();
  });
  const observer = new MutationObserver(read);
  observer.observe(document.body, { subtree: true, attributes: true, attributeFilter: ["data-collapsed"], childList: true });
  small.addEventListener("change", read, { signal: stop.signal });
  read();
  return () => {
    stop.abort();
    observer.disconnect();
  };
}

// -- What the browser does on all pages: history, fields, shortcuts, links, sliders, the sidebar, the declared language and Streamlit's own words.

function createWindow() {
  ownHistory();
  const habits = [keepChoicesInLinks, leaveFieldsByKey, pressButtonsByKey, nameSlidersOnce, keepDrawerClosed];
  const undo = habits.map((begin) => begin());
  const [streamlit, marks] = [createStreamlitWords(), createMarks()];
  const root = elementOf(html`<i hidden></i>`);

  /** @param {Marked & {language: string, labels: Record<string, string>}} data */
  function build({ language, labels, ...marked }) {
    document.documentElement.lang = language;
    streamlit.use(labels, language === "en");
    marks.mark(marked);
  }

  return /** @satisfies {Part} */ ({ root, build, dispose: () => [...undo, streamlit.stop, marks.stop].forEach((end) => end()) });
}

export default mountComponent(createWindow, PACKED);
