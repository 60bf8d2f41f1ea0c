"""The data that a finished document carries, given back and put into other programs' forms."""
