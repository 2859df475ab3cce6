/**
 * Scrolls an element so that the current step is in view, and the page so that what has opened is; which elements are in
 * the window.
 */

import { scrollFor } from "./layout.js";

/**
 * Keeps the scroll position and the visible size itself, since reading them at each step would force a layout of the page.
 * @param {HTMLElement} field
 */
export function createScroller(field) {
  let scroll = { x: 0, y: 0 };
  let view = { width: 0, height: 0 };
  let last = "";
  field.addEventListener("scroll", () => { scroll = { x: field.scrollLeft, y: field.scrollTop }; }, { passive: true });

  /** @param {{width: number, height: number}} size */
  function fit(size) {
    view = size;
  }

  /** Brings a box into view, in each direction in which the whole is larger than the view. Only once, so that a visitor
   * can scroll away from it; the next box is followed again.
   * @param {Point & {width: number, height: number}} box @param {{width: number, height: number}} whole */
  function follow({ x, y, width, height }, whole) {
    const now = [x, y, width, height, whole.width, whole.height, view.width, view.height].join();
    if (now === last) return;
    last = now;
    const left = whole.width > view.width + 1 ? scrollFor({ from: x, to: x + width }, scroll.x, view.width) : 0;
    const top = whole.height > view.height + 1 ? scrollFor({ from: y, to: y + height }, scroll.y, view.height) : 0;
    if (left !== scroll.x || top !== scroll.y) field.scrollTo(left, top);
  }

  return { fit, follow };
}

/**
 * Scrolls the page so that something that has opened is in view; what is too high for it is seen from its top. What is in view
 * stays where it is.
 * @param {Element} opened
 */
export function scrollToSight(opened) {
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  opened.scrollIntoView({ block: opened.clientHeight > innerHeight ? "start" : "nearest", inline: "nearest", behavior });
}

// -- Which elements are inside the window.

/**
 * An element counts as visible until the browser reports that it is outside the window.
 * @param {(element: Element) => void} onAppear called when an element becomes visible
 */
export function createVisibility(onAppear) {
  const hidden = new WeakSet();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) hidden.add(target);
      else if (hidden.delete(target)) onAppear(target);
    }
  });

  return {
    /** @param {Element} element */
    watch: (element) => observer.observe(element),
    /** @param {Element} element */
    isVisible: (element) => !hidden.has(element),
    stop: () => observer.disconnect(),
  };
}
