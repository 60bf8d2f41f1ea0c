"""Write the pages of docs/ that are made from the program."""

from pathlib import Path

from demarche.cli.generated_docs import PAGES

ROOT = Path(__file__).resolve().parent.parent

if __name__ == "__main__":
    pages = {ROOT / "docs" / name: page() for name, page in PAGES.items()}
    for file, page in pages.items():
        file.write_text(page, encoding="utf-8")
        print(file.relative_to(ROOT))
