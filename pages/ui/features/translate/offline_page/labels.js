/** The words of the page that translates without a server, in English. */

/** @type {Record<string, string>} */
export const WORDS_OF_PAGE = {
  sentence: "Sentence",
  type: "Type a sentence",
  language: "Language",
  functions: "Scoring functions",
  about: "The models in this file translate in your browser, without a server and without a network.",
  cut: "The sentence is longer than the model reads. Left out: {rest}",
  recorded: "These translations were recorded: this file needs neither a server nor a network.",
  rounded: "This file keeps matrices as whole numbers of 8 bits, so now and then a translation differs from that of the app.",
};
