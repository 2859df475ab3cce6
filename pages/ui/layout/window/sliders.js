/** The sliders of Streamlit. */

const NAMED_TWICE = '[data-testid="stSlider"] input[aria-label][aria-labelledby]';

/**
 * Each has its label as its name, and is told to add that of the group it stands in, which is the same.
 * @returns {() => void} stops that
 */
export function nameSlidersOnce() {
  const name = () => document.querySelectorAll(NAMED_TWICE).forEach((slider) => slider.removeAttribute("aria-labelledby"));
  const observer = new MutationObserver(name);
  observer.observe(document.body, { childList: true, subtree: true });
  name();
  return () => observer.disconnect();
}
