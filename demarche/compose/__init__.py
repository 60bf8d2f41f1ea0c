"""The heart: from a case and the facts to requests and their examination. Pure functions."""
