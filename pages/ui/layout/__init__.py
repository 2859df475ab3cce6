"""What surrounds every page: head, sidebar, hints, charts, sharing, presenting."""
