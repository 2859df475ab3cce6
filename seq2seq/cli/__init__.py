"""The command line of the library, and a benchmark."""
