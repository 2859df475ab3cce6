/** Which lines a browser has seen the end of: a cookie, so that Python knows before it draws. */

const COOKIE = "gaze_seen";
const BETWEEN = ".";
const YEAR = 365 * 24 * 60 * 60;

/**
 * @param {string} cookies all cookies of the page
 * @returns {string[]}
 */
export function seenIn(cookies) {
  const [, written = ""] = cookies.split("; ").map((cookie) => cookie.split("=")).find(([name]) => name === COOKIE) ?? [];
  return written.split(BETWEEN).filter(Boolean);
}

/**
 * The cookie with some pages more.
 * @param {string} cookies
 * @param {string[]} pages
 * @returns {string}
 */
export function cookieWith(cookies, pages) {
  const all = [...new Set([...seenIn(cookies), ...pages])];
  return `${COOKIE}=${all.join(BETWEEN)}; path=/; max-age=${YEAR}; samesite=lax`;
}
