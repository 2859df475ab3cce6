"""What lies in pretrained/: the catalogue without torch, models in and out."""
