"""DecodeTrace: all that one decoding did, read-only; the tree of its beam; links between words."""
