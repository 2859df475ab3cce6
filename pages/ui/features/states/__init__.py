"""The page States."""
