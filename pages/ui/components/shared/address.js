/** Parameters that the browser itself writes in the address, since each that Python writes adds an entry to the history. */

/**
 * Sets a parameter in the current entry of the history; null removes it.
 * @param {string} name
 * @param {string | null} written
 * @returns {void}
 */
export function keepInAddress(name, written) {
  const address = new URL(location.href);
  if (written === null) address.searchParams.delete(name);
  else address.searchParams.set(name, written);
  // Spelled as Python spells it: for another spelling, Streamlit adds an entry to the history.
  address.search = address.search.replaceAll("*", "%2A").replaceAll("%7E", "~");
  history.replaceState(history.state, "", address);
}
