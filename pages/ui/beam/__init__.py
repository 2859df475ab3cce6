"""The page Beam."""
