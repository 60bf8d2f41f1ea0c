"""`python -m demarche` is the same command."""

from demarche.cli.main import main

if __name__ == "__main__":
    main()
