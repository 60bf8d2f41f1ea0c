"""What is known: the records of data/, loaded by layers, looked up and shown."""
