"""Commands that have a module of their own; `demarche.cli.main` loads each when it is called."""
