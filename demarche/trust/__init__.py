"""Seals and their verification."""
