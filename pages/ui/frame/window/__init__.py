"""The component of this name, its Python beside its JavaScript."""
