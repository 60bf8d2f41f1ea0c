"""The originals inside a restricted annex: the items that are printed, and nothing else."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from kit import Built, command, picture
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from demarche.render.pictures import tells_more
from demarche.trust.verify.content_check import check_content
from demarche.trust.verify.verify_report import Outcome

Change = Callable[[pikepdf.Pdf], None]


def changed(file: Path, change: Change) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(file) as pdf:
        change(pdf)
        pdf.save(out)
    return out.getvalue()


def against(data: bytes) -> str:
    found = [check.text for check in check_content(data) if check.outcome is Outcome.DIFFERS]
    return "; ".join(found)


def other_bytes(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["E-PIC.png"].obj.EF.F.write(picture() + b" ")


def one_more(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["E9.png"] = picture() + b"more"


def a_program(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["run.exe"] = b"MZ"


FORGED = {
    "other bytes": (other_bytes, "E-PIC.png is not an item whose SHA-256 is printed"),
    "one more": (one_more, "E9.png"),
    "a program": (a_program, "the files inside are not"),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_original_is_named(small: Built, name: str) -> None:
    change, says = FORGED[name]
    file = small.paper("x/removal", "restricted")
    assert against(file.read_bytes()) == ""
    assert says in against(changed(file, change))


def test_the_annexes_of_a_dossier_are_as_recorded(small: Built) -> None:
    done = command("verify", small.folder)
    assert done.returncode == 0, done.stdout


def with_note() -> bytes:
    out, notes = io.BytesIO(), PngInfo()
    notes.add_text("Author", "an officer")
    Image.new("RGB", (9, 9)).save(out, "PNG", pnginfo=notes)
    return out.getvalue()


def with_exif() -> bytes:
    image, out = Image.new("RGB", (9, 9)), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "a camera"
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_picture_that_says_more_than_its_pixels_is_held() -> None:
    plain = io.BytesIO()
    Image.new("RGB", (9, 9)).save(plain, "JPEG")
    assert not tells_more(picture())
    assert not tells_more(plain.getvalue())
    assert tells_more(with_note())
    assert tells_more(with_exif())
