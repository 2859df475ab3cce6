"""What the figures of the page Evidence are called and how they are defined: tables of words, nothing else."""

from __future__ import annotations

QUALITIES = {"bleu": "BLEU", "chrf": "chrF"}

READINGS = {
    "weights": "Weights",
    "posterior": "Posterior",
    "mutual": "Posterior, mutual",
    "grown": "Posterior, grown",
}

COLUMNS = {
    "bleu": ("BLEU", "%.1f", "Greedy, all references of a source, sacrebleu 13a"),
    "bleu_ci": ("±", "%.1f", "Half of the 95 % interval of BLEU over 1,000 resamples"),
    "difference": ("Δ", "%+.1f", "Difference from the compared model in the chosen quality"),
    "p": (
        "p",
        "%.3f",
        "Probability of a difference this large between equally good models: sacrebleu's paired bootstrap",
    ),
    "chrf": ("chrF", "%.1f", "Greedy, all references of a source"),
    "chrf_ci": ("± chrF", "%.1f", "Half of the 95 % interval of chrF over 1,000 resamples"),
    "beam": ("BLEU, beam 5", "%.1f", "BLEU of the best hypothesis of a beam of 5"),
    "perplexity": ("Perplexity", "%.2f", "Of the references, per piece"),
    "aer": ("AER %", "%.1f", "Alignment error on hand-aligned pairs of at most 15 tokens"),
    "entropy": ("Entropy, bits", "%.2f", "How spread out the weights are, per target piece"),
    "coverage": ("Coverage", "%.2f", "Mean distance from 1 of a source piece's attention, summed over all steps"),
    "parameters": ("M parameters", "%.2f", "Millions of numbers in the model"),
    "milliseconds": ("ms per sentence", "%.1f", "Greedy, one sentence at a time, one thread: median of the examples"),
}
"""Column → its title, its format, and what it means."""

WORDS = {
    "bleu": "BLEU",
    "chrf": "chrF",
    "length": "Source pieces",
    "entropy": "Entropy, bits",
    "error": "Error: 100 − chrF",
    "part": "Part of the target sentence",
    "aer": "AER %",
    "end": "end of sentence",
    "punctuation": "punctuation",
    "mass": "Share of all weight, %",
    "trade_said": "Models that translate better do not always align better: the upper left corner has both.",
    "entropy_said": "Sentences of each model in six groups, from sharp to spread out attention. Longer sentences have "
    "more to look at, which is part of the slope.",
    "parts_said": "Alignment error from the first to the last fifth of the sentence, over all hand-aligned pairs.",
    "readings_said": "One forced decoding, its links read in four ways; the stronger the colour, the better.",
    "masses_said": "Weight on the end of sentence and on punctuation: attention rests there when it needs no word.",
    "intervals_said": "Where two intervals overlap, look at p: it compares the models sentence by sentence.",
}
"""What is written at axes and under figures."""

ORDER_TITLES = {
    "chrf": "chrF",
    "bleu": "BLEU",
    "perplexity": "Perplexity",
    "entropy": "Entropy, bits",
    "coverage": "Coverage",
    "end": "Weight on the end",
    "punctuation": "Weight on punctuation",
    "length": "Source pieces",
}

HEADINGS = {
    **{name: title for name, (title, _, _) in COLUMNS.items()},
    **{name: WORDS[name] for name in ("error", "part")},
    **{name: ORDER_TITLES[name] for name in ("end", "punctuation")},
    "scorer": "Scoring function",
    "sentences": "Sentences",
    "at_most": "Source pieces, at most",
    "ci": "±",
    "gold": "Gold alignments",
    "reading": "Alignments read as",
    "pairs": "Pairs",
    "precision": "Precision",
    "recall": "Recall",
    "diagonal": "The diagonal's AER %",
}
"""Column → its heading where people read it."""

ORDERS = dict.fromkeys(ORDER_TITLES, -1) | {"chrf": 1, "bleu": 1}
"""What sentences can be sorted by; 1 where small is bad. The worst come first."""

TEXTS = {"source": "Sentence", "translation": "Translation", "reference": "Reference"}

DEFINITIONS = (
    (
        "BLEU",
        r"\mathrm{BLEU} = \min\left(1, e^{1 - r/c}\right) \prod_{n=1}^{4} p_n^{1/4}",
        "Precisions p of n-grams, with a penalty where the translations (c) are shorter than the references (r). "
        "Compare models on the same sentences only. Papineni et al. 2002, as sacrebleu computes it.",
    ),
    (
        "chrF",
        r"\mathrm{chrF} = \frac{(1 + \beta^2)\, P R}{\beta^2 P + R},\quad \beta = 2",
        "Mean precision P and recall R of character n-grams up to six: parts of words count too. Popović 2015.",
    ),
    (
        "Intervals and p",
        r"p = \frac{1 + \#\{b : |\Delta_b| - \overline{|\Delta|} > |\Delta|\}}{1 + B},\quad B = 1000",
        "Sentences are resampled with replacement 1,000 times and scored; the middle 95 % are the interval. For p "
        "both models are scored on the same samples. Koehn 2004.",
    ),
    (
        "Perplexity",
        r"\exp\left(-\tfrac{1}{T} \sum_t \log p(y_t \mid y_{<t}, x)\right)",
        "Of the references, over all target pieces including the end of sentence: how many pieces the model hesitates "
        "between.",
    ),
    (
        "Entropy",
        r"H_t = -\sum_i \alpha_{ti} \log_2 \alpha_{ti}",
        "0 bits: all weight on one piece; log₂ of the length: uniform. Mean over target pieces, heads averaged first.",
    ),
    (
        "Coverage",
        r"\tfrac{1}{S} \sum_i \left|1 - \sum_t \alpha_{ti}\right|",
        "Mean distance from 1 of a source piece's total attention: 0 where every piece is read exactly once. "
        "Tu et al. 2016.",
    ),
    (
        "AER",
        r"1 - \frac{|A \cap S| + |A \cap P|}{|A| + |S|}",
        "Links A read from the model, against the links that annotators marked as sure (S) or possible (P ⊇ S). "
        "Och & Ney 2003.",
    ),
    (
        "Posterior",
        r"p(i \mid y_t) \propto \alpha_{ti}\; p(y_t \mid s_t, c = h_i)",
        "The weights are computed before the piece is known; the posterior asks where the model must have looked, "
        "given the piece. Mutual: links that both sides choose; grown: with their neighbours (grow-diag-final-and).",
    ),
    (
        "Weight on end and punctuation",
        r"\tfrac{1}{T} \sum_t \sum_{i \in E} \alpha_{ti}",
        "Share of the weight on E: the end of sentence, or the pieces that are punctuation. High where "
        "attention rests.",
    ),
)
"""Title, formula, and what it says."""

TABLES = (
    QUALITIES.values(),
    TEXTS.values(),
    HEADINGS.values(),
    READINGS.values(),
    WORDS.values(),
    ORDER_TITLES.values(),
    [words for title, _, said in COLUMNS.values() for words in (title, said)],
    [words for title, _, said in DEFINITIONS for words in (title, said)],
)
"""All words of this module."""
