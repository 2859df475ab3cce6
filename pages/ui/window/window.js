/** What no page has of its own: the history, fields and buttons that keys reach, the drawer, the language that is declared. */

import { closeDrawerOnChoice } from "./drawer.js";
import { leaveFieldsByKey } from "./fields.js";
import { keepPagesOneEntry, keepTypingOneEntry } from "./history.js";
import { pressButtonsByKey } from "./shortcuts.js";
import { nameSlidersOnce } from "./sliders.js";

export function createWindow() {
  const undo = [keepPagesOneEntry(), keepTypingOneEntry(), leaveFieldsByKey(), pressButtonsByKey(), nameSlidersOnce(), closeDrawerOnChoice()];
  return {
    /** @param {{lang: string}} data */
    receive: ({ lang }) => { document.documentElement.lang = lang; },
    dispose: () => undo.forEach((each) => each()),
  };
}
