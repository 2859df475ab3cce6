"""What a trace does not say by itself: one step worked out in plain numpy, states and maps, edits and their effects."""
