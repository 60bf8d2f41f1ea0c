"""The command in a checkout: `python generate.py build data/cases/specimen/case.yaml`."""

from demarche.cli.entry import main

if __name__ == "__main__":
    main()
