"""Gaze's library: encoder-decoders with interchangeable attention, small enough to read whole.

The rooms, from the ground up; each imports only rooms above it in this list.

    allocator         one setting of the C library that makes batches and training faster
    reasons           why something can't be done, such that it can be said in any language
    records edits     frozen dataclasses ⇄ plain dicts; every change one can ask of a translation
    config            what can be chosen, as frozen dataclasses: models, training, search, requests
    cards             one card a scoring function: title, formula, paper, what to look for
    variants          names of models: a scorer, or one wired or trained otherwise
    symbols           what the letters of their formulas stand for
    notation          edits in a line, for links and the shell
    links tokens      word alignments; tokens, text and pieces
    examples small    the project's own sentences; a made-up language of eight words
    families          the language pairs and their corpora
    catalog           what lies in pretrained/, read without torch
    plain             arrays ⇄ JSON values
    penalties         what length and coverage add to a score
    tree trace        DecodeTrace: all that one decoding did, read-only; the tree of its beam
    merging           a decoding told by words: columns of a word's pieces added up, its rows averaged
    wordclass         a rough class for every word, by list
    projections       PCA fitted once, orthogonal Procrustes, nearest neighbours
    layouts           t-SNE and Laplacian eigenmaps of a handful of points
    chinese           Chinese text cut into words, for learning a vocabulary
    paths             a sentence as a path through state space, other sentences around it
    anatomy/          the same numbers worked out anew in plain numpy, with the arithmetic of every cell
    significance      bootstrap intervals and the paired test, from the counts of each sentence
    metrics           BLEU, chrF, coverage, alignment error rate
    agreement         links that both sides of a matrix choose
    firsts            sentences that anybody types first: which of them come out right
    evidence/         the figures of a corpus without its sentences, and the tables that follow from them
    effect            by how much an edit changed a translation
    placebo suite     weights against importance, and random weights beside; the counterfactual suite of a sentence
    compare           decodings side by side: distances, differing words, agreement with gold links
    figures/          trace → plotly figure, table, picture of characters
    tables data       corpora: fetching, splitting, reading
    seen              fingerprints of the sentences that a family was trained on
    phrasebook/       sentence pairs of the project's own, from a book and from templates over lists
    batch             ids → tensors and masks
    tokenizer         text ⇄ pieces ⇄ ids; reading: what edits make of them before the encoder sees them
    attention/        the fourteen scoring functions and the one mechanism around them
    encoder decoder   the two halves; model joins them: encode, start, step
    borrow            several models in step, one lending another its weights
    search beam       greedy, sampling, forced; beam: loops over model.step; batched: beams of many sentences at once
    zoo               pretrained/ ⇄ Bundle
    translate         the façade: (Bundle, Request) → DecodeTrace; strategies: several searches of one sentence
    forcing           a text that a model is made to say
    dissect           (Bundle, Request) → Anatomy
    importance        a sentence without each of its pieces, and gradients by them
    whatif            a request and its edited twin measured, the whole suite at once, neighbours of a piece
    evaluate align    a model over a corpus; word alignments under forced decoding
    lexical           IBM Model 1, the baseline of word alignment
    ensemble          several models that translate together, to teach another
    states gates      every state of a sentence or of many; what the gates of its cells did
    maps              the maps of a checkpoint, fitted once and kept beside it
    measure           translations and the figures of every sentence; speed
    report            card.json
    verify            shipped figures had again, and compared
    history resume    what a training leaves for those who watch, and to go on from; training is the loop itself
    bench             how fast all this is
    notebook          a pleasant way in; options, cli, commands: the same from the shell

Letters of shapes, everywhere: B batch, S source length, T target length, E encoder width, H decoder width, K key width,
V vocabulary, N heads (of attention) or hypotheses (of a beam). A mask is True where there is a real piece.
"""
