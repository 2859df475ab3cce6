/** Streamlit's sliders. */

const NAMED_TWICE = '[data-testid="stSlider"] input[aria-label][aria-labelledby]';

/**
 * Removes the second label of each slider, that of its group, which repeats the first one.
 * @returns {() => void} stops observing the page
 */
export function nameSlidersOnce() {
  const name = () => document.querySelectorAll(NAMED_TWICE).forEach((slider) => slider.removeAttribute("aria-labelledby"));
  const observer = new MutationObserver(name);
  observer.observe(document.body, { childList: true, subtree: true });
  name();
  return () => observer.disconnect();
}
