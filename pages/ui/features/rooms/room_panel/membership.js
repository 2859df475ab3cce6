/** What a browser keeps of rooms: the name that it answers under, and the secrets of those it has opened. */

const NAME = "gaze-browser";
const SECRETS = "gaze-rooms";
/** Stands before the secret in a teacher's link. Browsers never send the part of an address after # to a server. */
const MARK = "#teach=";

/** For browsers that store nothing, as in some private windows. @type {Record<string, string>} */
const kept = {};

/** @returns {string} the name of this browser, by chance at first */
export function browserName() {
  const name = recall(NAME) || newName();
  keep(NAME, name);
  return name;
}

/**
 * A name like a UUID. `crypto.randomUUID` is there on https alone.
 * @returns {string}
 */
function newName() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {string} code
 * @returns {string} the teacher's secret, empty for a student
 */
export function secretOf(code) {
  return secrets()[code] ?? "";
}

/** @param {string} code @param {string} secret @returns {void} */
export function keepSecret(code, secret) {
  keep(SECRETS, JSON.stringify({ ...secrets(), [code]: secret }));
}

/** @param {string} code @returns {void} */
export function forgetSecret(code) {
  const { [code]: _, ...others } = secrets();
  keep(SECRETS, JSON.stringify(others));
}

/**
 * The link that makes another device of the teacher's, such as a phone, lead as well.
 * @param {string} link
 * @param {string} secret
 * @returns {string}
 */
export function teacherLink(link, secret) {
  return `${link}${MARK}${secret}`;
}

/**
 * @param {string} hash of an address
 * @returns {string} the secret in it, empty if there is none
 */
export function secretIn(hash) {
  return hash.startsWith(MARK) ? hash.slice(MARK.length) : "";
}

/** @returns {Record<string, string>} by code */
function secrets() {
  try {
    return JSON.parse(recall(SECRETS) || "{}");
  } catch {
    return {};
  }
}

/** @param {string} name @returns {string} */
function recall(name) {
  try {
    return localStorage.getItem(name) ?? kept[name] ?? "";
  } catch {
    return kept[name] ?? "";
  }
}

/** @param {string} name @param {string} value @returns {void} */
function keep(name, value) {
  kept[name] = value;
  try {
    localStorage.setItem(name, value);
  } catch {
    // It is kept until the window is closed.
  }
}
