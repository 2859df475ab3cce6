"""DecodeTrace, the read-only record of one decoding; the tree of its beam; word alignments."""
