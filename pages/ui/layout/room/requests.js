/** Requests to the server about a room. */

/** The reason where there was no answer at all. */
const UNREACHED = "unreached";

/** What the server has answered; `reason` says in a word why it refused, and is empty if it did not.
 * @typedef {{reason: string, status: number, data: any}} RoomAnswer any: each route has data of its own kind */

/**
 * @param {URL} root of the app
 * @param {string} path below that of the rooms
 * @returns {string}
 */
export function roomAddress(root, path) {
  return new URL(`api/rooms${path}`, root).href;
}

/**
 * @param {string} address
 * @param {unknown} body
 * @param {string} [secret] of the teacher
 * @returns {Promise<RoomAnswer>}
 */
export async function postToRoom(address, body, secret = "") {
  const headers = { "Content-Type": "application/json", ...authorized(secret) };
  return answerOf(fetch(address, { method: "POST", headers, body: JSON.stringify(body) }));
}

/**
 * @param {string} address
 * @returns {Promise<RoomAnswer>}
 */
export async function lookAtRoom(address) {
  return answerOf(fetch(address));
}

/**
 * @param {string} address
 * @param {string} secret
 * @returns {Promise<string>} a table; empty if there is none
 */
export async function fetchTable(address, secret) {
  const response = await fetch(address, { headers: authorized(secret) }).catch(() => null);
  return response?.ok ? response.text() : "";
}

/** @param {string} secret @returns {Record<string, string>} */
function authorized(secret) {
  return secret ? { Authorization: `Bearer ${secret}` } : {};
}

/** @param {Promise<Response>} request @returns {Promise<RoomAnswer>} */
async function answerOf(request) {
  try {
    const response = await request;
    const data = await response.json().catch(() => ({}));
    return { reason: response.ok ? "" : data.reason ?? UNREACHED, status: response.status, data };
  } catch {
    return { reason: UNREACHED, status: 0, data: {} };
  }
}
