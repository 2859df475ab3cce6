"""Batches, the encoder, the decoder, and the encoder-decoder: encode, start, step."""
