/** Which elements are inside the window. */

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
