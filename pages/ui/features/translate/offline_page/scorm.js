/** In a learning platform that speaks SCORM 1.2, the page says that it was opened; elsewhere there is nobody to tell. */

/** What such a platform offers, of which this is used.
 * @typedef {{LMSInitialize: (empty: "") => string, LMSSetValue: (name: string, value: string) => string, LMSCommit: (empty: "") => string, LMSFinish: (empty: "") => string}} ScormApi */

/** @param {Window} page */
export function reportOpened(page) {
  const api = apiAbove(page) ?? (page.opener ? apiAbove(page.opener) : null);
  if (!api) return;
  api.LMSInitialize("");
  api.LMSSetValue("cmi.core.lesson_status", "completed");
  api.LMSCommit("");
  page.addEventListener("pagehide", () => api.LMSFinish(""), { once: true });
}

/**
 * @param {Window} page
 * @returns {ScormApi | null} of the page or of one that frames it; null too where a frame is of another origin
 */
function apiAbove(page) {
  try {
    for (let at = page; ; at = at.parent) {
      const { API } = /** @type {{API?: ScormApi}} */ (/** @type {unknown} */ (at));
      if (API) return API;
      if (at.parent === at) return null;
    }
  } catch {
    return null;
  }
}
