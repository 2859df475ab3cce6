"""The page Vocabulary."""
