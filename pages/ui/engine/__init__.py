"""Models and traces for all visitors: loaded, cached, worked on in the background."""
