"""The loop, and what it leaves for those who watch."""
