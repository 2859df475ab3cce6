"""What surrounds every page: navigation, sidebar, hints, sharing, presenting."""
