/** It says nothing of its own; see the stage's words. */

/** @type {Record<string, string>} */
export const WORDS_OF_SHORTCUTS = {};
