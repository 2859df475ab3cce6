/** Which elements can be seen. */

/**
 * An element counts as seen until the browser says that it is out of the window.
 * @param {(element: Element) => void} appear is told when one comes into sight
 */
export function createSight(appear) {
  const away = new WeakSet();
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) away.add(target);
      else if (away.delete(target)) appear(target);
    }
  });

  return {
    /** @param {Element} element */
    watch: (element) => observer.observe(element),
    /** @param {Element} element */
    sees: (element) => !away.has(element),
    stop: () => observer.disconnect(),
  };
}
