"""What is known of the models of a family: figures of their sentences, and the tables that follow. No torch."""
