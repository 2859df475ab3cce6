"""The folder pretrained/: a catalogue that does not need torch; loading and saving of models."""
