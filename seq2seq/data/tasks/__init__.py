"""Made-up tasks whose alignments are known exactly."""
