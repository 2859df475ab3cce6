"""Batches, encoder, decoder, and the two joined: encode, start, step."""
