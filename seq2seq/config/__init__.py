"""What can be chosen, as frozen dataclasses: models, training, searches, requests; edits in a line; the cards."""
