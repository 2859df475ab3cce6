/** How to join, for the wall and for a neighbour: the code, the link for the class, and its QR code. */

import { html, vector } from "../../components/shared/dom.js";
import { say } from "../../components/shared/labels.js";
import { drawQrCode } from "../../components/shared/qr.js";

/**
 * @param {RoomData} data
 * @returns {HTMLElement}
 */
export function joinSheet({ code, link = "", modules = [], here = false, labels }) {
  const picture = vector("svg", { class: "room-qr" });
  drawQrCode(picture, modules, say(labels, "join_qr"));
  const remarks = here ? [html("p", { class: "room-quiet" }, say(labels, "only_here"))] : [];
  return html("div", { class: "room-join" }, picture,
    html("div", {}, html("p", { class: "room-words" }, say(labels, "join_title")), html("b", { class: "room-code" }, code.toUpperCase()),
      html("p", { class: "room-link" }, link), ...remarks));
}
