"""Returned forms: read, checked, kept beside the case."""
