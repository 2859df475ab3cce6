/** To the clipboard. */

/**
 * Browsers copy by themselves only on https or on this computer; elsewhere what is selected.
 * @param {HTMLInputElement} field
 * @returns {Promise<boolean>} whether what stands in the field was copied
 */
export async function copyField(field) {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.focus();
    field.select();
    return document.execCommand("copy");
  }
}
