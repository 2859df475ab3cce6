"""Gaze's library: encoder-decoders with interchangeable attention, small enough to read whole.

The rooms, from the ground up; each imports only rooms above it in this list.

    config        what can be chosen, as frozen dataclasses: models, training, searches, requests; edits and how a
                  link writes them; the cards
    trace         DecodeTrace: all that one decoding did, read-only; the tree of its beam; links between words; how a
                  piece is shown
    text          text ⇄ pieces ⇄ ids; what edits make of a sentence before the encoder reads it; pieces joined to
                  words
    data          language pairs, corpora, examples, the phrase book, the made-up language
    attention     the scoring functions and the one mechanism around them
    model         batches, encoder, decoder, and the two joined: encode, start, step
    checkpoints   what lies in pretrained/: the catalogue without torch, models in and out
    decoding      (Bundle, Request) → DecodeTrace: greedy search, sampling, beams, forced texts, several models in
                  step
    analysis      what a trace does not say by itself: one step worked out in plain numpy, states and maps, edits and
                  their effects
    evaluation    BLEU, chrF, alignment error rate, significance; a model over a corpus, and its card
    training      the loop, and what it leaves for those who watch
    experiments   what is measured once and shown: small training runs, encoders, aligners, tables of results
    figures       trace or table → plotly figure, or picture of characters
    notebook      a pleasant way in, from Python
    cli           the same from the shell, and how fast all this is

Letters of shapes, everywhere: B batch, S source length, T target length, E encoder width, H decoder width, K key width,
V vocabulary, N heads (of attention) or hypotheses (of a beam). A mask is True where there is a real piece.
"""
