"""`python -m demarche` is the same command."""

from demarche.start import main

if __name__ == "__main__":
    main()
