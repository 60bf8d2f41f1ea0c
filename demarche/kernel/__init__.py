"""The ground floor: problems with places, strict YAML and CSV, the workspace, atomic writing."""
