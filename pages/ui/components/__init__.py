"""How JavaScript becomes a component; what all components share; the attention view."""
