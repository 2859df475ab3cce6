"""What one visitor has chosen, how the address writes it, and the words they read."""
