"""What the page Lenses says of each lens: the question, what is seen, and the titles of its panels and lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class LensText:
    """`title` stands on the button; `titles` are those of panels and lines, `axis` that of x."""

    title: str
    question: str
    words: str
    axis: str
    titles: Mapping[str, str] = field(default_factory=dict)
    logarithmic: bool = False

    def messages(self) -> set[str]:
        """All that is translated."""
        return {self.title, self.question, self.words, self.axis, *self.titles.values()}


PARTING_TITLES = {"target": "Target", "forced": "Teacher-forced", "free": "Free-running"}
PARTING_WORDS = (
    "The model trained with teacher forcing at every step reverses {word}. Its first error is at step {mistake} in "
    "both modes. Teacher-forced, it still reads the correct piece at the next step; free-running, it reads its own "
    "error. The outputs first differ at step {step}. Shaded: wrong."
)

LENS_TEXTS = {
    "exposure": LensText(
        "Exposure",
        "Do errors accumulate along the output?",
        "In training, the decoder reads the correct previous piece in the share of steps given for each line "
        "(scheduled sampling, Bengio et al. 2015). The first panel tests with teacher forcing, the second "
        "free-running, where one error leads to the next: there every line has more errors in the middle of the "
        "word. That is so with every share, also with none; what teacher forcing in training costs, these curves "
        "do not show. A model without attention reverses eight letters, after 1,200 updates.",
        "Position in the translation",
        {
            "forced": "Errors with teacher forcing",
            "free": "Errors when free-running",
            "1": "100 % forced",
            "0.75": "75 % forced",
            "0.5": "50 % forced",
            "0.25": "25 % forced",
            "0": "0 % forced",
        },
    ),
    "saturation": LensText(
        "Saturation",
        "Where do gradients get stuck?",
        "As the scores of a row move apart, one weight comes close to 1, and the derivative of the softmax "
        "shrinks: so in both dot products, whose scores spread to about 10. Additive scores spread less, and its "
        "derivative ends no smaller than it began. Beyond ±0.9 the slope of tanh is below a fifth of its largest. "
        "In a gate below 0.1 or above 0.9 that of the sigmoid is at most 36 % of its largest, so the gate learns "
        "more slowly, while one that lets the state pass also lets its gradient pass. GRUs of width 128 that learn "
        "to reverse eight letters.",
        "Updates",
        {
            "spread": "Spread of a row's scores (standard deviation)",
            "softmax": "Derivative of the softmax (norm)",
            "gates": "Share of the encoder's gates below 0.1 or above 0.9",
            "tanh": "Share of the readout's units beyond ±0.9",
            "dot": "Dot product",
            "scaled_dot": "Scaled dot product",
            "additive": "Additive",
        },
    ),
    "scaling": LensText(
        "Why √K",
        "Why are scores divided by √K?",
        "The dot product of two vectors of K numbers that are independent, with mean 0 and variance 1, has the "
        "variance K (Vaswani et al. 2017, footnote 4). The wider they are, the farther apart are the scores, and "
        "the less gradient comes through the softmax. Divided by √K their spread is the same at any width. Ten "
        "pieces to choose from, random queries and keys.",
        "Width K",
        {
            "spread": "Spread of the scores (standard deviation)",
            "softmax": "Derivative of the softmax (norm)",
            "scaled": "divided by √K",
            "plain": "not divided",
        },
        logarithmic=True,
    ),
    "guidance": LensText(
        "Guided attention",
        "What if the model is shown where to look?",
        "A second loss pulls the weights towards the known alignment (Chen et al. 2016; Mi et al. 2016). In an "
        "addition each digit depends on several, and with guidance far more are right from update 300 on. When "
        "reversing letters the model finds the diagonal by itself: guidance is ahead up to update 100, behind from "
        "150 to 400, and in the end 97.8 against 94.1 % are right, with seeds that overlap.",
        "Updates",
        {
            "reverse_aer": "Reverse: alignment error",
            "reverse_free": "Reverse: share of right pieces",
            "addition_aer": "Addition: alignment error",
            "addition_free": "Addition: share of right pieces",
            "plain": "not guided",
            "guided": "guided",
        },
    ),
    "cells": LensText(
        "Which cell?",
        "RNN, GRU or LSTM, in one direction or two, with one layer or two?",
        "The cell of the encoder, everything else alike: states of 256 numbers, the decoder of the shipped models "
        "with additive attention, Chinese to English. Sizes and learning rate were chosen for the GRU, so this is "
        "no contest. Pairs and phrase book alone for a few epochs, no teacher and no back-translations, so that "
        "BLEU is lower than that of the shipped models. The gradient of a state with respect to the embedding of a "
        "piece, ‖∂hᵢ / ∂xⱼ‖, says how far back the trained encoder looks.",
        "Pieces between them",
        {
            "bleu": "BLEU",
            "bleu_ci": "± BLEU",
            "chrf": "chrF",
            "chrf_ci": "± chrF",
            "milliseconds": "Milliseconds to encode 16 pieces",
            "seconds": "Seconds of training",
            "parameters": "M parameters",
            "gradient": "Gradient at distance",
        },
    ),
    "data": LensText(
        "Data",
        "How many sentence pairs does attention need?",
        "Each point is a model that has read a part of its corpus, from a sixteenth to all of it, and more epochs "
        "the smaller the part (for all of it 5 of Chinese, 2 of English; 1/√share times as many for a part). Pairs "
        "alone: no teacher, no back-translations, no phrase book, so that BLEU is lower than that of the shipped "
        "models, whose widths and tokenizers they have. BLEU on the test part; alignment error of the weights on "
        "the pairs of PUD with at most 15 tokens a side, which only a model with attention has.",
        "Sentence pairs",
        {
            "zh-en_bleu": "Chinese → English: BLEU",
            "zh-en_aer": "Chinese → English: alignment error, %",
            "en-fr_bleu": "English → French: BLEU",
            "en-fr_aer": "English → French: alignment error, %",
            "none": "No attention",
            "additive": "Additive",
        },
        logarithmic=True,
    ),
}
