"""What all pages share: components, charts, controls and words, in Python and JavaScript."""
