/** The hints that a visitor has followed or closed: a cookie, so that Python knows them before it draws a page. */

const COOKIE = "gaze_seen";
const BETWEEN = ".";
const YEAR = 365 * 24 * 60 * 60;

/**
 * @param {string} cookies all cookies of the page
 * @returns {string[]}
 */
export function readSeen(cookies) {
  const [, written = ""] = cookies.split("; ").map((cookie) => cookie.split("=")).find(([name]) => name === COOKIE) ?? [];
  return written.split(BETWEEN).filter(Boolean);
}

/**
 * The cookie with more hints.
 * @param {string} cookies
 * @param {string[]} names
 * @returns {string}
 */
export function cookieWith(cookies, names) {
  const all = [...new Set([...readSeen(cookies), ...names])];
  return `${COOKIE}=${all.join(BETWEEN)}; path=/; max-age=${YEAR}; samesite=lax`;
}
