"""Everything that exists only for speed: patches of WeasyPrint and pydyf, behind one door."""
