"""Gaze's library: encoder-decoders with interchangeable attention, small enough to read whole."""
