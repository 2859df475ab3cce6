"""The page Broken attention."""
