"""The page Lenses."""
