"""Write the pages of docs/ that are made from the program."""

from pathlib import Path

from demarche.docs import PAGES

DOCS = Path(__file__).resolve().parent.parent / "docs"

if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
        print(f"docs/{name}")
