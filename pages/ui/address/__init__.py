"""What one visitor has chosen, how the address writes it, and what a browser reports."""
