"""What is measured once and shown: small training runs that show one effect each, encoders compared, aligners beside
attention, and the tables of all results."""
