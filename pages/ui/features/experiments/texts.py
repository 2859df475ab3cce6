"""What the page says of each experiment: the question, what is measured, and the titles of its panels and lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ExperimentText:
    """`title` is on the button; `titles` are those of panels and lines, `axis` that of x."""

    title: str
    question: str
    words: str
    axis: str
    titles: Mapping[str, str] = field(default_factory=dict)
    logarithmic: bool = False

    def messages(self) -> set[str]:
        """All that is translated."""
        return {self.title, self.question, self.words, self.axis, *self.titles.values()}


DIVERGENCE_TITLES = {"target": "Target", "forced": "Teacher-forced", "free": "Free-running"}
DIVERGENCE_WORDS = (
    "The model trained with teacher forcing at every step reverses {word}. Its first error is at step {mistake} in "
    "both modes. Teacher-forced, it still reads the correct piece at the next step; free-running, it reads its own "
    "error. The outputs first differ at step {step}. Shaded: wrong."
)

EXPERIMENT_TEXTS = {
    "exposure": ExperimentText(
        "Exposure bias",
        "Do errors accumulate along the output?",
        "In training, the decoder reads the correct previous piece in the share of steps given for each line "
        "(scheduled sampling, Bengio et al. 2015). The first panel tests with teacher forcing, the second "
        "free-running, where one error leads to the next: there every line, whatever its share, has more "
        "errors in the middle of the word. The curves do not show what teacher forcing in training costs. A "
        "model without attention reverses eight letters, after 1,200 updates.",
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
    "saturation": ExperimentText(
        "Saturation",
        "Where do gradients get stuck?",
        "As the scores of a row move apart, one weight approaches 1 and the derivative of the softmax "
        "shrinks. This happens in both dot products, whose scores spread to about 10. Additive scores "
        "spread less, and the derivative ends no smaller than it began. Beyond ±0.9 the slope of tanh "
        "is below a fifth of its maximum. In a gate below 0.1 or above 0.9, the slope of the sigmoid is "
        "at most 36 % of its maximum, so the gate learns more slowly, while a gate that lets the state "
        "pass also lets its gradient pass. The models are GRUs with 128 dimensions that learn to "
        "reverse eight letters.",
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
    "scaling": ExperimentText(
        "Why √K",
        "Why are scores divided by √K?",
        "The dot product of two vectors of K independent numbers with mean 0 and variance 1 has "
        "variance K (Vaswani et al. 2017, footnote 4). The larger K, the farther apart the scores, and "
        "the less gradient passes through the softmax. Divided by √K, their spread is the same for any "
        "K. Random queries and keys, ten pieces to choose from.",
        "Dimension K",
        {
            "spread": "Spread of the scores (standard deviation)",
            "softmax": "Derivative of the softmax (norm)",
            "scaled": "divided by √K",
            "plain": "not divided",
        },
        logarithmic=True,
    ),
    "guidance": ExperimentText(
        "Guided attention",
        "What if the model is shown where to look?",
        "A second loss pulls the weights towards the known alignment (Chen et al. 2016; Mi et al. "
        "2016). In addition, each digit depends on several others, and with guidance far more are "
        "correct from update 300 on. When reversing letters, the model finds the diagonal anyway: "
        "guidance is ahead up to update 100 and behind from 150 to 400; at the end, 97.8 against 94.1 % "
        "are correct, with overlapping seeds.",
        "Updates",
        {
            "reverse_aer": "Reverse: alignment error",
            "reverse_free": "Reverse: share of correct pieces",
            "addition_aer": "Addition: alignment error",
            "addition_free": "Addition: share of correct pieces",
            "plain": "not guided",
            "guided": "guided",
        },
    ),
    "cells": ExperimentText(
        "Which recurrent cell?",
        "RNN, GRU or LSTM, in one direction or two, with one layer or two?",
        "Only the encoder differs (cell, directions, layers); its states have 256 dimensions, and the "
        "decoder is that of the shipped models with additive attention, Chinese to English. Sizes and "
        "learning rate were chosen for the GRU, so this is not a contest. Trained on pairs and the "
        "phrase book for a few epochs, with no teacher and no back-translations, so BLEU is lower than "
        "that of the shipped models. The gradient of a state with respect to the embedding of a piece, "
        "‖∂hᵢ / ∂xⱼ‖, shows how far the trained encoder's context reaches.",
        "Pieces between them",
        {
            "bleu": "BLEU",
            "bleu_ci": "± BLEU",
            "chrf": "chrF",
            "chrf_ci": "± chrF",
            "milliseconds": "Time to encode 16 pieces, ms",
            "seconds": "Seconds of training",
            "parameters": "Parameters, M",
            "gradient": "Gradient at distance",
        },
    ),
    "data": ExperimentText(
        "Data",
        "How many sentence pairs does attention need?",
        "Each point is a model trained on part of its corpus, from a sixteenth to all of it, with more "
        "epochs for smaller parts (5 for all of Chinese, 2 for all of English; 1/√share times as many "
        "for a part). Trained on pairs only, with no teacher, back-translations or phrase book, so BLEU "
        "is lower than that of the shipped models, whose dimensions and tokenizers they share. BLEU is "
        "measured on the test split; the alignment error of the weights, which only a model with "
        "attention has, on the pairs of PUD with at most 15 tokens per side.",
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
