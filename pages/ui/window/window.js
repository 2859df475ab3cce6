/** What no page has of its own: the history, the fields that keys leave, the language that is declared. */

import { leaveFieldsByKey } from "./fields.js";
import { keepPagesOneEntry, keepTypingOneEntry } from "./history.js";
import { nameSlidersOnce } from "./sliders.js";

export function createWindow() {
  const undo = [keepPagesOneEntry(), keepTypingOneEntry(), leaveFieldsByKey(), nameSlidersOnce()];
  return {
    /** @param {{lang: string}} data */
    receive: ({ lang }) => { document.documentElement.lang = lang; },
    dispose: () => undo.forEach((each) => each()),
  };
}
