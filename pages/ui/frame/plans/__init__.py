"""Plans: a lesson as stops in their order, led with one key from any page."""
