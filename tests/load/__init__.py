"""The app under the load of a class: `python -m tests.load`. Visitors are websockets, without browsers."""
