"""Commands that have a module of their own; `demarche.cli` loads each when it is called."""
