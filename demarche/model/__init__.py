"""Frozen typed records of everything Demarche knows; no behaviour beyond their own consistency."""
