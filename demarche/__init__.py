"""Demarche turns a case file into official requests that cite the relevant listing authority."""

__version__ = "0.1.0"
