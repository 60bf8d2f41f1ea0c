"""The folder of a case: its YAML and CSV files, exhibits and answers, and the other cases."""
