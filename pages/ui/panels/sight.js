/** Which elements can be seen, and work for after the next frame. */

const PATIENCE = 120;

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

/**
 * Work that nobody waits for: done once, some time after it was last asked for.
 * @param {() => void} work
 */
export function createLater(work) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function ask() {
    clearTimeout(timer);
    timer = setTimeout(work, PATIENCE);
  }

  return { ask, stop: () => clearTimeout(timer) };
}
