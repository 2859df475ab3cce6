"""The page Broken code."""
