"""Training that is watched while it runs: small models on made-up tasks, an update or a phase of one at a time."""
