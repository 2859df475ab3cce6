"""Analyses of a decoding: one step recomputed in plain numpy, states and maps, edits and their effects."""
