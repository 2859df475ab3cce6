"""What lessons tell of translations, weights and scores, against the models that ship. Each entry quotes its lesson."""

from __future__ import annotations

import json
import re
from string import ascii_letters

import numpy as np
import pytest

from pages.ui.features.lessons.lesson import LESSON_TEXTS
from seq2seq.analysis.decay import factor_per_step
from seq2seq.analysis.gradients import gradient_reach, untrained_reach
from seq2seq.config.places import PRETRAINED
from seq2seq.config.schema import SearchConfig
from seq2seq.data.examples import read_examples
from seq2seq.text.words import merge_to_words
from tests.lessons import BOOKS, CAT, COFFEE, MONEY, PHONE, RAIN, TEA, card, model, tells

TRANSLATIONS = [
    (2, "zh-en/none", "我爱你", "I love you."),
    (2, "zh-en/none", PHONE, "My phone is on your phone."),
    (2, "zh-en/none", MONEY, "I gave the money to the money."),
    (7, "zh-en/additive", RAIN, "Because of it, we don't go to the park."),
    (11, "zh-en/additive", "我喜欢吃榴莲。", "I like to eat."),
    (11, "en-fr/additive", "I like to eat durian.", "J'aime manger."),
    (11, "zh-en/additive", "我们去了张家界。", "We went to the suburn."),
]


@pytest.mark.parametrize(("lesson", "name", "text", "translation"), TRANSLATIONS)
def test_translations_are_as_told(lesson: int, name: str, text: str, translation: str) -> None:
    assert tells(lesson, translation.removesuffix("."))
    assert model(name)(text).text == translation


def test_additive_gets_right_what_no_attention_loses() -> None:
    assert [model("zh-en/additive")(text).text for text in (PHONE, MONEY, CAT)] == [
        "My phone is on your desk.",
        "I gave the money to the old man.",
        "My cat is bigger than your dog.",
    ]
    assert tells(2, "dog and cat change places")
    assert model("zh-en/none")(CAT).text == "My dog is more than your cat."


WEIGHTS = [
    (6, "At *drinks*, additive has 0.92 on 喝", "zh-en/additive", TEA, "drinks", "喝", 0.92),
    (6, "*Location* has 0.35 on 每天", "zh-en/location", TEA, "drinks", "每天", 0.35),
    (6, "only 0.23 on 喝", "zh-en/location", TEA, "drinks", "喝", 0.23),
    (5, "it is 0.36 for 每天", "zh-en/multi_head", TEA, "every", "每天", 0.36),
    (5, "0.27 for 早上", "zh-en/multi_head", TEA, "every", "早上", 0.27),
    (4, "dot product puts 0.998 on 爱", "zh-en/dot", "我爱你", "love", "爱", 0.998),
    (4, "additive 0.97", "zh-en/additive", "我爱你", "love", "爱", 0.97),
    (3, "the weight of 你 is 0.72", "small/dot", "我爱你", "you", "你", 0.72),
    (3, "that of 我 is 0.18", "small/dot", "我爱你", "you", "我", 0.18),
]


@pytest.mark.parametrize(("lesson", "quote", "name", "text", "word", "piece", "weight"), WEIGHTS)
def test_weights_are_as_told(
    lesson: int, quote: str, name: str, text: str, word: str, piece: str, weight: float
) -> None:
    assert tells(lesson, quote)
    trace = model(name)(text)
    row = trace.alignment[trace.pieces.index(f"▁{word}")]
    assert row[trace.source.pieces.index(piece)] == pytest.approx(weight, abs=0.0051)


PROBABILITIES = [
    (3, "*love* gets 0.97", "small/dot", "我爱你", "love", 0.97),
    (6, "with a probability of 0.74", "zh-en/location", TEA, "drinks", 0.74),
    (6, "with a probability of 0.43", "zh-en/local_m", BOOKS, "table", 0.43),
    (10, "*phone* has a probability of 0.31", "zh-en/none", PHONE, "phone", 0.31),
    (10, "and *desk* 0.17", "zh-en/none", PHONE, "desk", 0.17),
]


@pytest.mark.parametrize(("lesson", "quote", "name", "text", "word", "probability"), PROBABILITIES)
def test_probabilities_are_as_told(
    lesson: int, quote: str, name: str, text: str, word: str, probability: float
) -> None:
    assert tells(lesson, quote)
    trace = model(name)(text)
    step = 5 if lesson == 10 else trace.pieces.index(f"▁{word}")
    probs = {candidate.piece: np.exp(candidate.logprob) for candidate in trace.candidates[step]}
    assert probs[f"▁{word}"] == pytest.approx(probability, abs=0.0051)


def test_pieces_are_as_told() -> None:
    assert tells(1, "Eight pieces are read here, ten are written.")
    trace = model("zh-en/additive")("老师给了我一杯水。")
    assert (len(trace.source.pieces), len(trace)) == (8, 10)
    assert tells(1, "P, y, t, h, o, n") and "P y t h o n" in " ".join(
        model("zh-en/additive")("我用Python写程序。").source.pieces
    )
    assert tells(11, "d, ur, ian") and "▁d ur ian" in " ".join(
        model("en-fr/additive")("I like to eat durian.").source.pieces
    )


def test_both_de_have_one_id_and_two_states() -> None:
    assert tells(1, "的 occurs twice")
    trace = model("zh-en/additive")(CAT)
    first, second = (index for index, piece in enumerate(trace.source.pieces) if piece == "的")
    assert np.linalg.norm(trace.encoder[first] - trace.encoder[second]) > 1


def test_bleu_by_length_is_as_told() -> None:
    assert tells(2, "a BLEU of 39.6 and *Additive* 46.8") and tells(2, "it is 6.7 against 18.2")
    none, additive = (
        [row["bleu"] for row in card(f"zh-en/{name}")["test"]["by_length"]] for name in ("none", "additive")
    )
    assert np.round([none[0], additive[0], none[3], additive[3]], 1).tolist() == [39.6, 46.8, 6.7, 18.2]


def test_the_step_by_hand() -> None:
    assert tells(3, "−4.81 for 我, 6.29 for 爱, −2.38 for 你, and 1.61 for ↵")
    trace = model("small/dot")("我爱你")
    assert trace.scores[1, 0] == pytest.approx([-4.81, 6.29, -2.38, 1.61], abs=0.0051)
    assert tells(3, "(1.00, −0.97, −0.93, 1.00)") and tells(3, "(2.42, −1.27, −1.29, 1.45)")
    assert trace.queries[1] == pytest.approx([1.0, -0.97, -0.93, 1.0], abs=0.0051)
    assert trace.encoder[1] == pytest.approx([2.42, -1.27, -1.29, 1.45], abs=0.0051)
    assert tells(3, "(2.38, −1.29, −1.27, 1.45)")
    assert trace.contexts[1] == pytest.approx([2.38, -1.29, -1.27, 1.45], abs=0.0051)


def test_products_of_a_state_that_points_away() -> None:
    """The score of 我 at *love*: two products are large and negative, the others don't make up for them."""
    assert tells(3, "products of −2.90 and −2.41, which the")
    trace = model("small/dot")("我爱你")
    products = trace.queries[1] * trace.encoder[0]
    assert products[[1, 3]] == pytest.approx([-2.90, -2.41], abs=0.0051) and abs(products[[0, 2]]).sum() < 1


def test_all_functions_by_content_find_the_morning() -> None:
    assert tells(4, "all six find 早上")
    for name in ("dot", "scaled_dot", "general", "cosine", "additive", "concat"):
        trace = model(f"zh-en/{name}")(TEA)
        row = trace.alignment[trace.pieces.index("▁morning")]
        assert trace.source.pieces[int(row.argmax())] == "早上"


def test_figures_of_functions_by_content_are_as_told() -> None:
    assert tells(4, "are between 31.0 and 32.0 points of BLEU") and tells(
        4, "additive is at 32.0 BLEU, dot product at 31.7"
    )
    assert tells(4, "from another seed and with a new teacher, back-translations and phrases, has 30.3")
    assert round(card("zh-en/dot@second_seed")["test"]["bleu"], 1) == 30.3
    names = ("dot", "scaled_dot", "cosine", "general", "additive", "concat", "multi_head")
    bleu = {name: round(card(f"zh-en/{name}")["test"]["bleu"], 1) for name in names}
    assert (min(bleu.values()), max(bleu.values())) == (31.0, 32.0)
    assert (bleu["additive"], bleu["dot"]) == (32.0, 31.7)
    assert tells(4, "its scores lie between −4.6 and 6.0, far from the ±16 of random vectors")
    assert model("zh-en/dot").bundle.config.decoder_hidden == 16**2
    scores = model("zh-en/dot")(TEA).scores
    assert (round(float(scores.min()), 1), round(float(scores.max()), 1)) == (-4.6, 6.0)


def test_heads_look_at_different_places() -> None:
    assert tells(5, "head 4 looks mostly at 每天, head 1 mostly at 早上, head 2 at the full stop")
    trace = model("zh-en/multi_head")(TEA)
    rows = trace.weights[trace.pieces.index("▁every")]
    assert [trace.source.pieces[int(rows[head].argmax())] for head in (3, 0, 1)] == ["每天", "早上", "。"]
    assert tells(5, "like the row of head 3, and unlike those of the other three")
    apart = np.abs(rows - rows.mean(axis=0)).sum(axis=1) / 2  # total variation from the mean
    assert apart[2] < 0.15 and apart[[0, 1, 3]].min() > 0.35


def test_the_sliding_window_cannot_reach_back_and_the_predicted_one_can() -> None:
    assert tells(6, "its score is −∞")
    sliding, predicted = (model(f"zh-en/{name}")(BOOKS) for name in ("local_m", "local_p"))
    at = sliding.pieces.index("▁table")
    assert at == 6 and np.isneginf(sliding.scores[at, 0, 0]) and sliding.alignment[at, 0] == 0
    assert predicted.alignment[predicted.pieces.index("▁table")].argmax() == 0


def test_a_word_looks_where_few_would_expect_it() -> None:
    assert tells(9, "Half of the model's weight lies on ↵, the end of the sentence")
    words = merge_to_words(model("zh-en/additive")(COFFEE)).trace
    assert words.source.pieces[-1] == "</s>"
    assert words.alignment[1][-1] == pytest.approx(0.51, abs=0.0051)


def test_sizes_are_as_told() -> None:
    """Of the models that the lessons open, and that encoder and decoder have nothing of one shape to share."""
    bundle = model("zh-en/additive").bundle
    assert (len(bundle.source), len(bundle.target)) == (4000, 4000)
    for lesson, quote in ((1, "a vocabulary of 4,000"), (7, "each of 4,000 pieces"), (11, "4,000 Chinese pieces")):
        assert tells(lesson, quote)
    config = bundle.config
    assert (config.embedding, config.encoder_hidden, config.encoder_width, config.decoder_hidden) == (
        256,
        128,
        256,
        256,
    )
    assert tells(1, "256 numbers") and tells(1, "128 numbers each") and tells(2, "here 256 numbers")
    assert tells(12, "The encoder here has two GRUs of 128 units, one for each direction; the decoder has one of 256")
    assert tells(12, "even the shapes of their matrices differ")
    shapes = {
        side: {
            tuple(value.shape) for name, value in bundle.model.state_dict().items() if name.startswith(f"{side}.rnn")
        }
        for side in ("encoder", "decoder")
    }
    assert all(shapes.values()) and shapes["encoder"].isdisjoint(shapes["decoder"])


def test_functions_by_position_are_blurred_at_books() -> None:
    assert tells(6, "see how blurred both are")
    bits = {}
    for name in ("additive", "location", "sinusoidal"):
        trace = model(f"zh-en/{name}")(BOOKS)
        row = trace.alignment[trace.pieces.index("▁books")]
        bits[name] = float(-(row * np.log2(row)).sum())
    assert min(bits["location"], bits["sinusoidal"]) > 2.5 > 1 > bits["additive"]


def test_weights_of_the_first_update_are_almost_even() -> None:
    assert tells(10, "almost evenly, between 0.23 and 0.28 each") and tells(10, "*love* has 0.97 on 爱")
    history = json.loads((PRETRAINED / "zh-en" / "additive" / "history.json").read_text("utf-8"))
    (number,) = (at for at, probe in enumerate(history["probes"]) if probe["text"] == "我爱你")
    first = np.array(history["moments"][0]["weights"][number])
    assert history["moments"][0]["update"] == 0 and np.ptp(first) < 0.06
    assert [round(float(end), 2) for end in (first.min(), first.max())] == [0.23, 0.28]
    assert model("zh-en/additive")("我爱你").alignment[1, 1] == pytest.approx(0.97, abs=0.0051)


def test_an_unknown_word_is_seen_and_not_said() -> None:
    assert tells(11, "More than half of the weight is on 榴莲")
    durian = model("zh-en/additive")("我喜欢吃榴莲。")
    assert durian.alignment[durian.pieces.index("."), durian.source.pieces.index("榴莲")] > 0.5
    assert tells(11, "*the <unk>nited States*") and tells(11, "*programs*: program + s")
    allowed = model("zh-en/additive")("我们去了张家界。", search=SearchConfig(unknown=True))
    assert "the <unk>nited States" in allowed.text
    english = model("en-fr/additive").bundle.source
    assert english.pieces(english.ids("programs"))[:2] == ("▁program", "s")


def test_alignment_errors_are_as_told() -> None:
    for quote in ("is 56.7 % with the weights", "gives 38.3 %", "an error of 73.2 % here"):
        assert tells(9, quote)
    scores = card("zh-en/additive")["alignment"]["eng-cmn-pud"]
    found = [scores[reading]["short"]["model"]["aer"] for reading in ("weights", "posterior")]
    diagonal = scores["weights"]["short"]["diagonal"]["aer"]
    assert [round(100 * error, 1) for error in (*found, diagonal)] == [56.7, 38.3, 73.2]


NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@pytest.mark.parametrize("number", range(1, 18))
def test_both_languages_tell_the_same_numbers(number: int) -> None:
    """What the tests quote is English; the Chinese lesson has the same figures, those of words such as two apart."""
    english, chinese = (next((LESSON_TEXTS / language).glob(f"{number:02}-*.md")) for language in ("en", "zh"))
    figures = [
        {figure.replace(",", "") for figure in NUMBER.findall(path.read_text("utf-8")) if "." in figure}
        for path in (english, chinese)
    ]
    assert figures[0] == figures[1]


def test_letters_of_the_vocabularies_are_as_told() -> None:
    assert tells(11, "P, y, t, h, o and n are pieces of both vocabularies")
    assert tells(11, "of 52, the Chinese side lacks 19")
    bundle = model("zh-en/additive").bundle
    lacking = []
    for tokenizer in (bundle.source, bundle.target):
        pieces = {piece.removeprefix("▁") for piece in tokenizer.pieces(range(len(tokenizer)))}
        assert set("Python") <= pieces
        lacking.append(len(set(ascii_letters) - pieces))
    assert lacking == [19, 5]


def test_another_seed_mostly_draws_another_translation() -> None:
    assert tells(7, "Choose another seed: the translation usually changes.")
    drawn = [model("zh-en/additive")(RAIN, search=SearchConfig(temperature=0.8, seed=seed)).text for seed in range(8)]
    assert drawn.count(drawn[0]) == 1 and 4 < len(set(drawn)) < 8


def test_each_further_piece_makes_a_translation_less_likely() -> None:
    """Without a length penalty, scores are sums of numbers below 0."""
    assert tells(7, "a sum of log-probabilities favours short translations")
    assert model("zh-en/additive")(RAIN, search=SearchConfig(beam=5)).logprobs.max() < 0


@pytest.mark.slow
def test_a_wider_beam_usually_finds_what_is_no_less_likely() -> None:
    assert tells(7, "A wider beam usually finds likelier sentences, or the same ones")
    texts = [example.source for example in read_examples(PRETRAINED / "zh-en" / "examples.tsv")][:40]
    totals = [
        [float(model("zh-en/additive")(text, search=SearchConfig(beam=beam)).logprobs.sum()) for beam in (1, 5)]
        for text in texts
    ]
    assert np.mean([wide >= narrow - 1e-4 for narrow, wide in totals]) > 0.8


@pytest.mark.slow
def test_gradients_fall_by_what_is_told() -> None:
    assert tells(10, "multiplied by 0.56 without attention, and by 0.96 with it") and tells(10, "0.93 and 1.01")
    examples = sorted(read_examples(PRETRAINED / "zh-en" / "examples.tsv"), key=lambda example: -len(example.source))
    factors = dict[tuple[bool, str], float]()
    for name in ("none", "additive"):
        bundle = model(f"zh-en/{name}").bundle
        for trained in (False, True):
            each = []
            for example in examples[:20]:
                pair = example.source, example.translation
                reach = gradient_reach(bundle, *pair) if trained else untrained_reach(bundle, "", 1, *pair)
                places = np.arange(reach.norms.shape[1])
                nearer_end = np.minimum(places, len(places) - 1 - places)
                each.append(factor_per_step(reach.norms, np.broadcast_to(nearer_end, reach.norms.shape)))
            factors[trained, name] = float(np.mean(each))
    assert [round(factor, 2) for factor in factors.values()] == pytest.approx([0.56, 0.93, 0.96, 1.01], abs=0.011)


def test_what_is_often_told_wrong_is_seen() -> None:
    assert tells(
        12, "*Additive* looks at 喝, the fourth piece, for *drinks*, and back at 每天, the second, for *every*."
    )
    trace = model("zh-en/additive")(TEA)
    looked = [int(trace.alignment[trace.pieces.index(word)].argmax()) for word in ("▁drinks", "▁every")]
    assert looked == [3, 1] and trace.source.pieces[3] == "喝" and trace.source.pieces[1] == "每天"
    assert model("zh-en/location")(TEA).alignment.min() > 0  # all pieces have weight: nothing is out of sight
    assert tells(12, "我爱学习 means *I love studying*")
    studying = model("zh-en/additive")("我爱学习。")
    assert studying.text == "I love studying."
    assert studying.alignment[:3, :3].argmax(axis=1).tolist() == [0, 1, 2]
