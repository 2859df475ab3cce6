"""Names and definitions of the figures on the page Evidence: tables of words."""

from __future__ import annotations

QUALITIES = {"bleu": "BLEU", "chrf": "chrF"}

READING_TITLES = {
    "weights": "Weights",
    "posterior": "Posterior",
    "mutual": "Posterior, mutual",
    "grown": "Posterior, grown",
}

TABLE_COLUMNS = {
    "accuracy": ("Exact match %", "%.1f", "Outputs that match a reference exactly"),
    "same_meaning": ("Same meaning %", "%.1f", "Expressions that match the same lines as a reference"),
    "symbol_error_rate": (
        "Phoneme error rate %",
        "%.1f",
        "Insertions, deletions and substitutions per reference phoneme",
    ),
    "bleu": (
        "BLEU",
        "%.1f",
        "Greedy, all references of a source, sacrebleu; of words by 13a, of letters and digits one by one",
    ),
    "bleu_ci": ("±", "%.1f", "Half of the 95 % interval of BLEU over 1,000 resamples"),
    "difference": ("Δ", "%+.1f", "Difference from the compared model in the chosen quality"),
    "p": (
        "p",
        "%.4f",
        "Two-sided: how often a difference at least this large arises when the two models' translations "
        "are swapped at random. Each model is a single training run with one seed",
    ),
    "holm": ("p, Holm", "%.4f", "p adjusted for the number of comparisons in this column"),
    "chrf": ("chrF", "%.1f", "Greedy, all references of a source"),
    "chrf_ci": ("± chrF", "%.1f", "Half of the 95 % interval of chrF over 1,000 resamples"),
    "beam": ("BLEU, beam 5", "%.1f", "BLEU of the best hypothesis of a beam of 5"),
    "perplexity": ("Perplexity", "%.2f", "Of the references, per piece"),
    "aer": (
        "AER %",
        "%.1f",
        "Alignment error on hand-aligned pairs of at most 15 tokens; of tasks, on links that are known",
    ),
    "aer_ci": ("± AER", "%.1f", "Half of the 95 % interval of AER over 1,000 resamples of the sentence pairs"),
    "entropy": ("Entropy, bits", "%.2f", "How spread out the weights are, mean per target piece; heads averaged first"),
    "head_entropy": (
        "Entropy of heads, bits",
        "%.2f",
        "The mean of the heads' own entropies; with one head the same as entropy",
    ),
    "coverage_deviation": (
        "Coverage deviation",
        "%.2f",
        "How far each source piece's total attention is from 1, on average: no direction is good as such",
    ),
    "parameters": ("Parameters, M", "%.2f", "Trainable parameters, in millions"),
    "milliseconds": ("ms per sentence", "%.1f", "Greedy, one sentence at a time, one thread: median of the examples"),
}
"""Column → its title, its format, and what it means."""
FIRST_COLUMNS = (
    "accuracy",
    "same_meaning",
    "symbol_error_rate",
    "bleu",
    "bleu_ci",
    "difference",
    "p",
    "chrf",
    "aer",
    "entropy",
    "head_entropy",
    "milliseconds",
)
"""Those that are shown at first."""

FIGURE_WORDS = {
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
    "encoding": "Time to encode, ms",
    "products": "Million multiplications",
    "encoding_caption": "One source on one thread, fastest of many runs.",
    "products_caption": "Multiplications in matrix products, counted from the configuration.",
    "trade_caption": "Does a model that does better also align better? The upper left corner has both.",
    "entropy_caption": "Sentences of each model in six groups, from peaked to flat attention. Groups also differ in "
    "length: a longer source can have a larger entropy, and may be harder.",
    "parts_caption": "Alignment error from the first to the last fifth of the sentence, over all hand-aligned pairs.",
    "readings_caption": "One forced decoding, links extracted in four ways; stronger colour is better. The best method "
    "is chosen on these same gold alignments, so its score is optimistic.",
    "masses_caption": "Share of all weight that lies on the end of sentence and on punctuation.",
    "intervals_caption": "Where two intervals overlap, look at p: it compares the models sentence by sentence. Each "
    "model is a single training run with one seed.",
}
"""Titles of axes, and captions under figures."""

ORDER_TITLES = {
    "chrf": "chrF",
    "bleu": "BLEU",
    "perplexity": "Perplexity",
    "entropy": "Entropy, bits",
    "head_entropy": "Entropy of heads, bits",
    "coverage_deviation": "Coverage deviation",
    "end": "Weight on the end",
    "punctuation": "Weight on punctuation",
    "length": "Source pieces",
}

COMMAND_PARTS = {"all": "All commands", "rare": "With an OOV word", "known": "Without OOV words"}
"""Part of the commands → its title."""
COMMAND_COLUMNS = {
    "count": ("Commands", "%d", ""),
    "exact": ("Exact match %", "%.1f", "The command matches word for word"),
    "exact_interval": ("± exact match", "%.1f", ""),
    "template": (
        "Template match %",
        "%.1f",
        "Correct utilities, flags and operators, and arguments of the correct type",
    ),
    "template_interval": ("± template", "%.1f", ""),
    "bleu": ("BLEU", "%.1f", ""),
    "nlc2cmd": ("NLC2CMD", "%.1f", "Utilities and flags, from −100 to 100. Agarwal et al. 2021"),
    "nlc2cmd_interval": ("± NLC2CMD", "%.1f", ""),
}
"""Column of the table of commands → its heading, how its numbers are written, and what it means."""
COLUMN_HEADINGS = {
    **{name: title for name, (title, _, _) in TABLE_COLUMNS.items()},
    **{name: FIGURE_WORDS[name] for name in ("error", "part")},
    **{name: ORDER_TITLES[name] for name in ("end", "punctuation")},
    "steps": "Sequential operations",
    **{name: FIGURE_WORDS[name] for name in ("encoding", "products")},
    "scorer": "Scoring function",
    "sentences": "Sentences",
    "at_most": "Source pieces, at most",
    "ci": "±",
    "gold": "Gold alignments",
    "reading": "Alignment method",
    "pairs": "Pairs",
    "precision": "Precision",
    "recall": "Recall",
    "diagonal": "The diagonal's AER %",
}
"""Column → its heading."""

SORT_ORDERS = dict.fromkeys(ORDER_TITLES, -1) | {"chrf": 1, "bleu": 1}
"""Figures that sentences are sorted by, worst first: 1 if low values are bad, -1 if high ones are."""

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
        "Intervals",
        r"\left[\, q_{2.5\,\%},\ q_{97.5\,\%} \,\right]",
        "Sentences are resampled with replacement 1,000 times and scored; the middle 95 % of the scores are the "
        "interval, ± is half of its width. Koehn 2004.",
    ),
    (
        "p",
        r"p = \frac{1 + \#\{b : |\Delta_b| \ge |\Delta|\}}{1 + B},\quad B = 10{,}000",
        "Approximate randomisation, paired and two-sided: in each of 10,000 trials the translations of the two models "
        "are exchanged for about half of the sentences, drawn at random, and Δ is computed again. If it made no "
        "difference which of the two models translated a sentence, a p of at most .05 would come about in one "
        "comparison of twenty. Noreen 1989; Riezler & Maxwell 2005.",
    ),
    (
        "p, Holm",
        r"\tilde p_{(i)} = \max_{j \le i} \min\left(1,\ (m - j + 1)\, p_{(j)}\right)",
        "Among many comparisons, some look significant by chance. Adjusting for all m in a column keeps the chance of "
        "any false positive at .05 to at most 5 %. Holm 1979.",
    ),
    (
        "What p does not say",
        r"\Delta = \Delta_{\mathrm{score}} + \Delta_{\mathrm{seed}} + \Delta_{\mathrm{sentences}}",
        "p is about the sentences alone: would these two trained models differ on others like them? Each model is one "
        "training run from one seed, and the same scoring function trained from another seed gives another model; how "
        "different is not in p. So a small p shows that two models differ, not that their scoring functions do.",
    ),
    (
        "Perplexity",
        r"\exp\left(-\tfrac{1}{T} \sum_t \log p(y_t \mid y_{<t}, x)\right)",
        "Of the references, over all target pieces including the end of sentence: how many pieces the model hesitates "
        "between.",
    ),
    (
        "Entropy",
        r"H_t = -\sum_i \bar\alpha_{ti} \log_2 \bar\alpha_{ti},\quad \bar\alpha_t = \tfrac{1}{N} \sum_n \alpha_{nt}",
        "0 bits: all weight on one piece; log₂ of the length, `</s>` among it: uniform. Mean over target pieces. "
        "With several heads this is the entropy of the heads' mean, the weights that are drawn.",
    ),
    (
        "Entropy of heads",
        r"\tfrac{1}{N} \sum_n H(\alpha_{nt}) \;\le\; H(\bar\alpha_t)",
        "The mean of the heads' own entropies. Heads that are each peaked but attend to different "
        "pieces have a small one, while the entropy of their mean is large.",
    ),
    (
        "Coverage deviation",
        r"\tfrac{1}{|W|} \sum_{i \in W} \left|1 - \sum_{t=1}^{T} \bar\alpha_{ti}\right|",
        "Mean distance from 1 of the attention that a source piece received in all steps, the step of `</s>` "
        "among them; W: the source pieces without `</s>`. 0: every piece received exactly 1. No direction is "
        "good as such: uniform weights come nearer to 0 than those of most functions in translation, and it does not "
        "see when a piece was read. Coverage is an idea of Tu et al. 2016; this measure of it is ours.",
    ),
    (
        "AER",
        r"1 - \frac{|A \cap S| + |A \cap P|}{|A| + |S|}",
        "Links A read from the model, against the links that annotators marked as sure (S) or possible "
        "(P ⊇ S). Lower is better. Och & Ney 2003.",
    ),
    (
        "Posterior",
        r"p(i \mid y_t) \propto \alpha_{ti}\; p(y_t \mid s_t, c = h_i)",
        "The weights are computed before the piece is known. The posterior reweights them by how likely the piece "
        "would be had the decoder seen that state alone: it asks which source piece would best explain the piece that "
        "was said, not where the model looked. Shankar & Sarawagi 2019, here for models trained without it. Mutual: "
        "links that both sides choose; grown: with their neighbours (grow-diag-final-and).",
    ),
    (
        "Weight on end and punctuation",
        r"\tfrac{1}{T} \sum_t \sum_{i \in E} \alpha_{ti}",
        "Share of the weight on E: the end of sentence, or the pieces that are punctuation.",
    ),
)
"""Title, formula, meaning."""
ALIGNMENT_DEFINITIONS = ("AER", "Posterior")
"""Those of them that speak of gold alignments."""

DEFINITION_TABLES = (
    QUALITIES.values(),
    TEXTS.values(),
    COLUMN_HEADINGS.values(),
    READING_TITLES.values(),
    FIGURE_WORDS.values(),
    ORDER_TITLES.values(),
    [words for title, _, meaning in TABLE_COLUMNS.values() for words in (title, meaning)],
    [words for title, _, meaning in COMMAND_COLUMNS.values() for words in (title, meaning) if words],
    COMMAND_PARTS.values(),
    [words for title, _, meaning in DEFINITIONS for words in (title, meaning)],
)
"""All words of this module."""
