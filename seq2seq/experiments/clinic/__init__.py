"""The clinic: short programs in the manner of tutorials, each with a mistake; what they do is recorded, and what they
do once they are mended."""
