/** Translates lines with a model as the exported page does: `node translate_lines.js model.json < sentences > traces`, JSON by lines. */

import { readFileSync } from "node:fs";

import { createTranslator } from "../../pages/ui/features/translate/offline_page/decoder.js";

const { model, tokenizers } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const translate = createTranslator(model, tokenizers);
for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const { text, target, source, weights, scores, candidates, heads } = translate(line);
  process.stdout.write(`${JSON.stringify({ text, target, source, weights, scores, candidates, heads })}\n`);
}
