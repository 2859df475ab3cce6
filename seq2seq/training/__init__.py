"""The training loop, and the history it writes."""
