/** Moves the focus when the hint disappears: to the drawing of the page, or to the page if there is none. */

const COMPONENTS = '[data-testid="stBidiComponentIsolated"]';
const DRAWING = '.gaze[tabindex="0"], .gaze [role="tree"] [tabindex="0"]';
const PAGE = '[data-testid="stMain"]';

export function focusDrawing() {
  const inside = [...document.querySelectorAll(COMPONENTS)].map(({ shadowRoot }) => shadowRoot?.querySelector(DRAWING));
  const drawing = inside.find((element) => element) ?? document.querySelector(PAGE);
  if (drawing instanceof HTMLElement || drawing instanceof SVGElement) drawing.focus({ preventScroll: true });
}
