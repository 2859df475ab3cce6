"""What all visitors share: models and their results, and turns of long work in processes."""
