"""(Bundle, Request) → DecodeTrace: greedy search, sampling, beam search, forced decoding, several models together."""
