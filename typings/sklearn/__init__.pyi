"""What Gaze calls of scikit-learn, which has no types: to infer them from its code takes pyright ten seconds."""
