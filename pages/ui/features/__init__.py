"""One folder a page: all that only this page shows or decides, in Python and JavaScript."""
