"""The check of a case before a request may be issued: the engine, its rules, the scans of texts."""
