"""Write the pages of docs/, and of the program, that are made from the program."""

from pathlib import Path

from demarche.cli.entry import WIDTHS, help_file
from demarche.cli.generated_docs import PAGES, help_text

ROOT = Path(__file__).resolve().parent.parent

if __name__ == "__main__":
    pages = {ROOT / "docs" / name: page() for name, page in PAGES.items()}
    pages |= {Path(help_file(columns)): help_text(columns) for columns in WIDTHS}
    for file, page in pages.items():
        file.write_text(page, encoding="utf-8")
        print(file.relative_to(ROOT))
