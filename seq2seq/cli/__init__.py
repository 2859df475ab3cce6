"""The same from the shell, and how fast all this is."""
