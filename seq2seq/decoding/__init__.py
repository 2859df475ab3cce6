"""(Bundle, Request) → DecodeTrace: greedy search, sampling, beams, forced texts, several models in step."""
