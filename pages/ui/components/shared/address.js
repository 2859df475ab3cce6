/** What the browser itself writes in the address. Were Python to write it, each time would be an entry of the history. */

/**
 * Replaces the present entry by one that says this; null is left out.
 * @param {string} name
 * @param {string | null} written
 * @returns {void}
 */
export function keepInAddress(name, written) {
  const address = new URL(location.href);
  if (written === null) address.searchParams.delete(name);
  else address.searchParams.set(name, written);
  // As Python would spell it: Streamlit makes an entry of what is spelled in another way.
  address.search = address.search.replaceAll("*", "%2A").replaceAll("%7E", "~");
  history.replaceState(history.state, "", address);
}
