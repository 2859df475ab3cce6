/** The texts of the shared address, in English. */

/** @type {Record<string, string>} */
export const WORDS_OF_SHARE = {
  address: "Address",
  copy: "Copy",
  copied: "Copied",
  qr: "QR code of this address",
  too_long: "This address is too long for a QR code. It can be copied.",
  only_here: "This address works only on this computer. Open Gaze at the network address shown in the terminal and share from there.",
};
