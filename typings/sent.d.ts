// What Python sends, by `python -m tests.sent_types` from the classes named. Global to a type checker.

/** seq2seq.trace.trace.Source */
interface TraceSource {
  pieces: string[];
  spans: [number, number][];
  unknown: boolean[];
  cut: string;
  origin: number[];
  hidden: boolean[];
  displayed?: string[];
}

/** seq2seq.trace.trace.DecodeTrace */
interface TraceTarget {
  pieces: string[];
  text: string;
  logprobs: (number | null)[];
  displayed?: string[];
}

/** seq2seq.trace.beam_tree.Candidate */
type TraceCandidate = [piece: string, logprob: number | null];

/** seq2seq.text.words.MergedTrace */
interface Joined {
  rows: number[];
  columns: number[];
  chosen: TraceCandidate[];
}

/** seq2seq.trace.trace.DecodeTrace */
interface Trace {
  text: string;
  source: TraceSource;
  target: TraceTarget;
  weights: number[][];
  scores: (number | null)[][];
  heads: {weights: number[][][], scores: (number | null)[][][]} | null;
  entropy: number[];
  candidates: TraceCandidate[][];
  unknown?: (number | null)[];
  request?: {search: {unknown: boolean}};
  words?: Joined | null;
  fixed?: boolean;
  languages?: [string, string];
  layers?: number;
  generate?: number[];
  copied?: number[][];
  covers?: boolean;
}

/** seq2seq.config.edits.Normalizer */
type Normalizer = "softmax" | "sparsemax";

/** seq2seq.analysis.step_explainer.explanation.Constant */
interface Constant {
  code: string;
  symbol: string;
  value: number;
  own: number;
}

/** seq2seq.analysis.step_explainer.explanation.StepExplanation */
interface Explanation {
  scale: number | null;
  scale_symbol: string;
  constants: Constant[];
  decoder: string;
  queries: number[][][];
  keys: number[][][];
  values: number[][][] | null;
  reading: {ids: number[], embeddings: number[][], states: number[][]};
  weighing: {normalizer: Normalizer};
  combination: {inputs: number[][], states: number[][], readouts: number[][]};
  prediction: {entropy: number[], rest: number[]};
  difference?: number;
}

/** seq2seq.analysis.step_explainer.terms.Arithmetic */
interface Arithmetic {
  source: number;
  head: number;
  terms: Term[];
}

/** seq2seq.analysis.step_explainer.network.Network */
interface Network {
  boxes: string[];
  encoder: string;
  cell: string;
  order: string;
  feeds: boolean;
  layers: number[][][];
  start: number[] | null;
}

/** seq2seq.analysis.step_explainer.network.OpenBox */
interface OpenBox {
  box: string;
  axis: "source" | "step";
  entry: number | null;
  entries: number;
  difference: number | null;
  terms: Term[];
}

/** seq2seq.trace.beam_tree.Status */
type Lot = "kept" | "pruned" | "finished";

/** seq2seq.trace.beam_tree.TreeNode */
interface TreeColumns {
  parent: (number | null)[];
  piece: string[];
  step: number[];
  logprob: number[];
  total: number[];
  score: number[];
  status: Lot[];
  decided: number[];
  reading: number[];
  displayed?: string[];
}

/** seq2seq.trace.beam_tree.BeamTree */
interface TreeRecord {
  branches: TreeColumns;
  best: number[];
  weights: number[][];
  candidates: TraceCandidate[][];
  dropped: number[];
  unknown: (number | null)[];
}

/** seq2seq.analysis.effect.Word */
interface Word {
  text: string;
  begin: number;
  end: number;
}

/** seq2seq.analysis.effect.WordPair */
interface Pair {
  before: Word | null;
  after: Word | null;
  same: boolean;
}

/** seq2seq.analysis.effect.Effect */
interface Effect {
  words: Pair[];
  delta: (number | null)[];
  kl: (number | null)[];
  summary: string;
}

/** pages.ui.features.rooms.room.QuestionKind */
type RoomAsk = "row" | "piece" | "scorer" | "diagnosis" | "update" | "race" | "choice";

/** pages.ui.features.rooms.room.Lead */
interface RoomLead {
  address: string;
  hidden: string[];
  frozen: boolean;
}

/** pages.ui.features.rooms.room.AskedQuestion */
interface RoomQuestion {
  number: number;
  kind: RoomAsk;
  address: string;
  words: string;
  choices: string[];
  closes: number;
}

/** pages.ui.features.rooms.room.ClassResult */
interface RoomResult {
  answers: number;
  bars: [string, number][];
  agreeing: number | null;
  truth: string;
  rows: number[][];
  mean: number[];
  model: number[];
  source: string[];
}

/** seq2seq.training.live.report.LossPoint */
type LossPoint = [update: number, loss: number | null, gradient: number | null];

/** seq2seq.training.live.report.Measurement */
type LiveMeasurement = [update: number, seconds: number, free: number, forced: number, aer: number | null, padding: number];

/** seq2seq.training.live.report.Sentence */
interface LiveSentence {
  source: string[];
  target: string[];
  said: string[];
  weights: number[][];
  links: [number, number][];
}

/** seq2seq.training.live.report.PhaseReport */
interface PhaseReport {
  name: "forward" | "backward" | "step";
  loss: number | null;
  gradients: Record<string, number | null>;
  norm: number | null;
  factor: number | null;
  moves: Record<string, number | null>;
}
