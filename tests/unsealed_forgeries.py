"""Forgeries of a document without a seal: each rewrites the whole file, as any editor can.

Every one is a function from the bytes of a document to other bytes, with the words by which the
report must name what is wrong. Those of `REVIEWED` were tried by a reviewer against the first
version, which let 24 of the 31 pass; those of `FURTHER` are others of the same kinds.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from typing import Any

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

Change = Callable[[Pdf], None]
Forgery = tuple[Callable[[bytes], bytes], str]

ROW = "https://x.com/specimen_fu_4"
"""The address of the one row of the sample."""


def rewritten(data: bytes, change: Change, **options: Any) -> bytes:
    """The document rewritten by another program, without a trace of an update."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(out, static_id=False, **options)
    return out.getvalue()


def by(change: Change, **options: Any) -> Callable[[bytes], bytes]:
    """A forgery from a change of the open file."""
    return lambda data: rewritten(data, change, **options)


# --- pages ------------------------------------------------------------------------------------


def row_page(pdf: Pdf) -> Any:
    """The page with the row."""
    return pdf.pages[1]


def drawn_after(drawing: bytes) -> Change:
    """Something drawn over the page with the row; coordinates in points from the lower left."""

    def change(pdf: Pdf) -> None:
        page = row_page(pdf)
        old = page.Contents.read_bytes()
        page.Contents = pdf.make_stream(b"q\n" + old + b"\nQ\n" + drawing)

    return change


def drawn_otherwise(change_of: Callable[[bytes], bytes]) -> Change:
    """The drawing of all pages changed."""

    def change(pdf: Pdf) -> None:
        for page in pdf.pages:
            page.Contents = pdf.make_stream(change_of(page.Contents.read_bytes()))

    return change


def replaced(old: bytes, new: bytes) -> Change:
    def change_of(content: bytes) -> bytes:
        return content.replace(old, new)

    return drawn_otherwise(change_of)


def text(words: str, more: bytes = b"") -> Change:
    """Words put on the page with the row in a font of every viewer."""

    def change(pdf: Pdf) -> None:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page = row_page(pdf)
        name = str(page.add_resource(font, Name.Font)).encode()
        drawing = b"BT " + more + name + b" 9 Tf 90 60 Td (" + words.encode("latin-1") + b") Tj ET"
        drawn_after(drawing)(pdf)

    return change


def own_text(words: str) -> Change:
    """Words put on the page with the row in the document's own font, tagged and as it draws."""

    def change(pdf: Pdf) -> None:
        page = row_page(pdf)
        codes, name = letters(pdf)
        shown = "".join(f"{codes[letter]:04x}" for letter in words)
        drawing = f"/Span <</MCID 0>> BDC BT 1 0 0 1 90 60 Tm {name} 8 Tf [<{shown}>] TJ ET EMC"
        drawn_after(drawing.encode())(pdf)
        assert name in page.Resources.Font

    return change


def letters(pdf: Pdf) -> tuple[dict[str, int], str]:
    """The glyph of each letter in the monospaced font, and the name of that font."""
    name, font = monospaced(pdf)
    table = font.ToUnicode.read_bytes().decode("ascii")
    pairs = re.findall(r"<([0-9A-Fa-f]{4})> *<([0-9A-Fa-f]{4})>", table)
    return {chr(int(letter, 16)): int(code, 16) for code, letter in pairs}, name


def one_more_sentence(data: bytes) -> bytes:
    """Words that nothing contradicts but the document rebuilt."""
    return rewritten(data, own_text("specimen"))


def shown(pdf: Pdf, *runs: str) -> None:
    """Runs drawn one after the other, each as `[<codes>] TJ` and the like is written in it."""
    codes, name = letters(pdf)
    in_codes = [
        re.sub("[a-z](?=[a-z]*>)", lambda found: f"{codes[found[0]]:04x}", run) for run in runs
    ]
    drawing = "".join(f"/Span <</MCID 0>> BDC BT {run} ET EMC " for run in in_codes)
    drawn_after(drawing.replace("FONT", name).encode())(pdf)


def other_order(pdf: Pdf) -> None:
    """`me` on the page, read as `em`."""
    shown(pdf, "1 0 0 1 97 60 Tm FONT 8 Tf [<e>] TJ", "1 0 0 1 90 60 Tm FONT 8 Tf [<m>] TJ")


def moved_letters(pdf: Pdf) -> None:
    shown(pdf, "1 0 0 1 97 60 Tm FONT 8 Tf [<e> 2400 <m>] TJ")


def list_of_pages(pdf: Pdf) -> None:
    """The pages one level deeper, where all of them are turned."""
    top = pdf.Root.Pages
    inner = pdf.make_indirect(
        Dictionary(Type=Name.Pages, Parent=top, Kids=top.Kids, Count=top.Count, Rotate=180)
    )
    for page in top.Kids:
        page.Parent = inner
    top.Kids = Array([inner])


def monospaced(pdf: Pdf) -> tuple[str, Any]:
    for name, font in row_page(pdf).Resources.Font.items():
        if "Mono" in str(font.BaseFont):
            return str(name), font
    raise LookupError("no monospaced font")


def picture(pdf: Pdf) -> None:
    image = pdf.make_stream(bytes(Image.new("RGB", (60, 8), "white").tobytes()))
    image.Type, image.Subtype = Name.XObject, Name.Image
    image.Width, image.Height, image.BitsPerComponent = 60, 8, 8
    image.ColorSpace = Name.DeviceRGB
    name = str(row_page(pdf).add_resource(image, Name.XObject)).encode()
    drawn_after(b"q 400 0 0 12 80 700 cm " + name + b" Do Q")(pdf)


def exchanged_glyphs(pdf: Pdf) -> None:
    """The outlines of two letters exchanged: the page shows what is not read."""
    codes, _ = letters(pdf)
    stream = monospaced(pdf)[1].DescendantFonts[0].FontDescriptor.FontFile2
    font = TTFont(io.BytesIO(stream.read_bytes()))
    order, shapes = font.getGlyphOrder(), font["glyf"]
    first, second = (order[codes[letter]] for letter in "in")
    shapes[first], shapes[second] = shapes[second], shapes[first]
    out = io.BytesIO()
    font.save(out)
    stream.write(out.getvalue())


def exchanged_letters(pdf: Pdf) -> None:
    """The table of letters of the running text changed: it reads what it does not show."""
    font = next(
        font
        for font in row_page(pdf).Resources.Font.values()
        if str(font.BaseFont).endswith("Source-Serif-4,")
    )
    table = font.ToUnicode.read_bytes().decode("ascii")
    first, second = (f" <{ord(letter):04x}>" for letter in "bh")
    assert first in table.lower()
    assert second in table.lower()
    changed = table.lower().replace(first, " <@>").replace(second, first).replace(" <@>", second)
    for word in re.findall("[A-Za-z]*[A-Z][A-Za-z]*", table):  # what is not a number keeps its form
        changed = changed.replace(word.lower(), word)
    font.ToUnicode.write(changed.encode())


def mapped_glyphs(pdf: Pdf) -> None:
    codes, _ = letters(pdf)
    table = bytearray(b"".join(number.to_bytes(2, "big") for number in range(4000)))
    first, second = codes["i"], codes["n"]
    table[2 * first : 2 * first + 2] = second.to_bytes(2, "big")
    table[2 * second : 2 * second + 2] = first.to_bytes(2, "big")
    monospaced(pdf)[1].DescendantFonts[0].CIDToGIDMap = pdf.make_stream(bytes(table))


def hidden_layer(pdf: Pdf) -> None:
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="text"))
    off = Dictionary(OFF=[layer], Order=[layer])
    pdf.Root.OCProperties = Dictionary(OCGs=[layer], D=off)
    for page in pdf.pages:
        page.Resources.Properties = Dictionary(Hidden=layer)
        content = page.Contents.read_bytes()
        page.Contents = pdf.make_stream(b"/OC /Hidden BDC\n" + content + b"\nEMC")


def state(**entries: Any) -> Change:
    """A state of drawing for all text."""

    def change(pdf: Pdf) -> None:
        for page in pdf.pages:
            page.Resources.ExtGState.Forged = Dictionary(**entries)
        drawn_otherwise(lambda content: content.replace(b"/a1.0 gs", b"/Forged gs"))(pdf)

    return change


def drawing_in_a_drawing(pdf: Pdf) -> None:
    inner = pdf.make_stream(b"1 1 1 rg 0 0 400 12 re f")
    inner.Type, inner.Subtype, inner.BBox = Name.XObject, Name.Form, [0, 0, 400, 12]
    name = str(row_page(pdf).add_resource(inner, Name.XObject)).encode()
    drawn_after(b"q 1 0 0 1 80 700 cm " + name + b" Do Q")(pdf)


def shading(pdf: Pdf) -> None:
    function = Dictionary(FunctionType=2, Domain=[0, 1], C0=[1, 1, 1], C1=[1, 1, 1], N=1)
    fill = Dictionary(
        ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=[0, 0, 1, 1], Function=function
    )
    fill.Extend = [True, True]
    page = row_page(pdf)
    page.Resources.Shading = Dictionary(Sh=fill)
    drawn_after(b"q 80 700 400 12 re W n /Sh sh Q")(pdf)


def strokes(pdf: Pdf) -> None:
    """An address as it were, in short lines."""
    lines = b"".join(b"%d 60 m %d 66 l S " % (90 + 4 * n, 90 + 4 * n) for n in range(40))
    drawn_after(b"q 0 0 0 RG 1 w " + lines + b"Q")(pdf)


def white_lines(pdf: Pdf) -> None:
    """A row covered by thin lines in white, none of which is an area."""
    lines = b"".join(b"60 %d 480 3 re f " % (300 + 3 * n) for n in range(150))
    drawn_after(b"q 1 1 1 rg " + lines + b"Q")(pdf)


def blank_page(pdf: Pdf) -> None:
    pdf.add_blank_page()


def pages(change: Callable[[Any], None]) -> Change:
    return lambda pdf: change(pdf.pages)


def page_twice(found: Any) -> None:
    found.append(found[1])


def pages_exchanged(found: Any) -> None:
    first, second = found[1], found[2]
    found[1], found[2] = second, first


def each_page(**entries: Any) -> Change:
    def change(pdf: Pdf) -> None:
        for page in pdf.pages:
            for key, value in entries.items():
                page.obj[f"/{key}"] = value

    return change


# --- notes, actions, names --------------------------------------------------------------------

_SCRIPT = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def note(**entries: Any) -> Change:
    def change(pdf: Pdf) -> None:
        made = Dictionary(Type=Name.Annot, Rect=[60, 60, 500, 800], **entries)
        row_page(pdf).obj["/Annots"] = pdf.make_indirect(Array([pdf.make_indirect(made)]))

    return change


def root(**entries: Any) -> Change:
    def change(pdf: Pdf) -> None:
        for key, value in entries.items():
            pdf.Root[f"/{key}"] = value

    return change


def text_field(pdf: Pdf) -> None:
    note(Subtype=Name.Widget, FT=Name.Tx, T=String("a"), V=String("x.com/innocent"))(pdf)
    pdf.Root.AcroForm = Dictionary(Fields=[row_page(pdf).Annots[0]], NeedAppearances=True)


def seal_field(pdf: Pdf) -> None:
    """A field of a signature, with a picture of it and no signature."""
    look = pdf.make_stream(b"1 1 1 rg 0 0 440 740 re f")
    look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, [0, 0, 440, 740]
    note(Subtype=Name.Widget, FT=Name.Sig, T=String("Seal"), F=4, AP=Dictionary(N=look))(pdf)
    pdf.Root.AcroForm = Dictionary(Fields=[row_page(pdf).Annots[0]])


def script_by_name(pdf: Pdf) -> None:
    pdf.Root.Names.JavaScript = Dictionary(Names=[String("a"), _SCRIPT])


def bookmark(**entries: Any) -> Change:
    def change(pdf: Pdf) -> None:
        for key, value in entries.items():
            pdf.Root.Outlines.First[f"/{key}"] = value

    return change


def element(kind: str, **entries: Any) -> Change:
    """A change of the first element of that kind in the structure."""

    def change(pdf: Pdf) -> None:
        for found in pdf.objects:
            if isinstance(found, Dictionary) and str(found.get("/S", "")) == kind:
                for key, value in entries.items():
                    found[f"/{key}"] = value
                return
        raise LookupError(kind)

    return change


# --- files inside -----------------------------------------------------------------------------


def other_table(pdf: Pdf) -> Any:
    table = pdf.attachments["accounts.csv"].get_file().read_bytes()
    stream = pdf.make_stream(table.replace(b"specimen_fu_4", b"innocent_person"))
    stream.Type, stream.Subtype = Name.EmbeddedFile, Name("/text/csv")
    return stream


def two_streams(pdf: Pdf) -> None:
    pdf.attachments["accounts.csv"].obj.EF.UF = other_table(pdf)


def other_system(pdf: Pdf) -> None:
    pdf.attachments["accounts.csv"].obj.EF.Mac = other_table(pdf)


def other_associated(pdf: Pdf) -> None:
    real = pdf.attachments["accounts.csv"].obj
    forged = Dictionary(Type=Name.Filespec, F=real.F, UF=real.UF, AFRelationship=Name.Data)
    forged.EF = Dictionary(F=other_table(pdf))
    others = [file for file in pdf.Root.AF if file.objgen != real.objgen]
    pdf.Root.AF = Array([pdf.make_indirect(forged), *others])


def page_file(pdf: Pdf) -> None:
    spec = pikepdf.AttachedFileSpec(pdf, b"MZ", filename="run.exe").obj
    row_page(pdf).obj["/AF"] = Array([pdf.make_indirect(spec)])


def element_file(pdf: Pdf) -> None:
    spec = pikepdf.AttachedFileSpec(pdf, b"MZ", filename="run.exe").obj
    element("/Document", AF=Array([pdf.make_indirect(spec)]))(pdf)


def called(**names: str) -> Change:
    def change(pdf: Pdf) -> None:
        for key, name in names.items():
            pdf.attachments["accounts.csv"].obj[f"/{key}"] = String(name)

    return change


def doubled(pdf: Pdf) -> None:
    names = pdf.Root.Names.EmbeddedFiles.Names
    pdf.Root.Names.EmbeddedFiles.Names = Array([*names, names[2], names[3]])


def list_of_lists(pdf: Pdf) -> None:
    files = pdf.Root.Names.EmbeddedFiles
    files.Kids = Array([pdf.make_indirect(Dictionary(Limits=["a", "z"], Names=files.Names))])


def other_data(pdf: Pdf) -> None:
    """Another account in both files, and the old pages."""
    for name in ("accounts.csv", "request.json"):
        stream = pdf.attachments[name].obj.EF.F
        stream.write(stream.read_bytes().replace(b"specimen_fu_4", b"specimen_fu_5"))


def one_more_row(pdf: Pdf) -> None:
    stream = pdf.attachments["request.json"].obj.EF.F
    data = json.loads(stream.read_bytes())
    data["accounts"].append({**data["accounts"][0], "number": 2})
    text_ = json.dumps(data, ensure_ascii=True, sort_keys=True, indent=1)
    stream.write(text_.encode() + b"\n")


# --- what the file says of itself ---------------------------------------------------------------


def info(key: str, value: str) -> Change:
    """An entry in both places where a file has it."""

    def change(pdf: Pdf) -> None:
        old = str(pdf.docinfo.get(key, ""))
        pdf.docinfo[key] = value
        stream = pdf.Root.Metadata
        if old:
            stream.write(stream.read_bytes().replace(old.encode(), value.encode()))

    return change


def described(entry: bytes) -> Change:
    def change(pdf: Pdf) -> None:
        stream = pdf.Root.Metadata
        stream.write(stream.read_bytes().replace(b"</rdf:RDF>", entry + b"</rdf:RDF>"))

    return change


_KEYWORDS = (
    b'<rdf:Description xmlns:pdf="http://ns.adobe.com/pdf/1.3/" rdf:about="">'
    b"<pdf:Keywords>x.com/innocent</pdf:Keywords></rdf:Description>"
)


def annex_without_data(pdf: Pdf) -> None:
    """The document with its data taken out, under the title of a restricted annex."""
    for name in ("accounts.csv", "request.json"):
        del pdf.attachments[name]
    info("/Title", f"Restricted annex to {pdf.docinfo['/Title']}")(pdf)


def home_made_annex(_: bytes) -> bytes:
    """A file of anybody's, with the title of an annex."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        name = str(page.add_resource(font, Name.Font)).encode()
        page.Contents = pdf.make_stream(
            b"BT " + name + b" 9 Tf 90 700 Td (A/1/x/removal, Page 1 of 1: ring 555) Tj ET"
        )
        pdf.docinfo["/Title"] = "Restricted annex to Request for removal (A/1/x/removal)"
        pdf.Root.Lang = String("en")
        pdf.save(out)
    return out.getvalue()


def page_before(data: bytes) -> bytes:
    """A page of the web in front of the file: what a browser shows of it."""
    return b"<html><script>alert(1)</script></html>\n" + data


REVIEWED: dict[str, Forgery] = {
    "action on opening": (by(root(OpenAction=_SCRIPT)), "an action that runs when it is opened"),
    "text field": (by(text_field), "has notes, links or fields"),
    "file doubled": (by(doubled), "the file is damaged"),
    "blank page": (by(blank_page), "pages: "),
    "page twice": (by(pages(page_twice)), "pages: "),
    "pages exchanged": (by(pages(pages_exchanged)), "pages: "),
    "new address": (by(text("https://x.com/innocent_person")), "addresses: "),
    "white box": (by(drawn_after(b"1 1 1 rg 60 300 480 450 re f")), "text that nobody sees"),
    "outlines over a row": (
        by(drawn_after(b"0 0 0 rg 90 700 m 99 703 95 709 90 712 c h f")),
        "drawing: page 2 has",
    ),
    "picture over a row": (by(picture), "has a picture"),
    "hidden layer": (by(hidden_layer), "layers"),
    "invisible text": (by(replaced(b"BT\n", b"BT\n3 Tr\n")), "text that is not shown"),
    "exchanged glyphs": (by(exchanged_glyphs), "letters: "),
    "link elsewhere": (
        by(note(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("https://evil.example/")))),
        "has notes, links or fields",
    ),
    "script by name": (by(script_by_name), "a script"),
    "action of a page": (by(each_page(AA=Dictionary(O=_SCRIPT))), "an action that runs by itself"),
    "program started": (
        by(note(Subtype=Name.Link, A=Dictionary(S=Name.Launch, F=String("evil.bat")))),
        "has notes, links or fields",
    ),
    "picture of a seal": (by(seal_field), "has notes, links or fields"),
    "two streams": (by(two_streams), "leads to two different files"),
    "other associated file": (by(other_associated), "are not the attached ones"),
    "file of a page": (by(page_file), "a page has one of its own"),
    "name with a path": (by(called(F="../../evil.bat")), "called otherwise"),
    "other author": (by(info("/Author", "Another Ministry")), "the author is not the office"),
    "other title": (
        by(info("/Title", "Court order (SPEC-IRU/2026/0502/x/withdrawal-removal)")),
        "the title is not that of the data",
    ),
    "annex without data": (by(annex_without_data), "differs"),
    "home-made annex": (home_made_annex, "differs"),
    "page before the file": (page_before, "something before its beginning"),
    "encrypted": (
        by(lambda pdf: None, encryption=pikepdf.Encryption(owner="a", user="")),
        "the file is encrypted",
    ),
    "address without its scheme": (by(own_text("2 x.com/innocent_person")), "addresses: "),
    "address in capitals": (by(text("HTTPS://X.COM/INNOCENT")), "addresses: "),
    "longer address": (by(own_text(f"2 {ROW}x")), "addresses: "),
}

FURTHER: dict[str, Forgery] = {
    "white text": (
        by(drawn_otherwise(lambda c: re.sub(rb"[0-9.]+ [0-9.]+ [0-9.]+ rg", b"1 1 1 rg", c))),
        "text that nobody sees",
    ),
    "clipped text": (by(replaced(b"BT\n", b"0 0 0 0 re W n BT\n")), "text that nobody sees"),
    "white lines over a row": (by(white_lines), "text that nobody sees"),
    "tiny text": (
        by(drawn_otherwise(lambda c: re.sub(rb"(/[A-Z]{6}) [0-9.]+ Tf", rb"\1 0.4 Tf", c))),
        "text of the size",
    ),
    "text beside the page": (
        by(replaced(b"0.75 0 0 0.75 0 0 cm", b"0.75 0 0 0.75 4000 0 cm")),
        "beside",
    ),
    "transparent text": (by(state(ca=0)), "what is transparent"),
    "blended text": (by(state(ca=1, BM=Name.Screen)), "a blend mode"),
    "masked text": (
        by(state(ca=1, SMask=Dictionary(S=Name.Luminosity))),
        "a mask",
    ),
    "stretched text": (by(replaced(b"BT\n", b"BT\n1 Tz\n")), "text that is drawn narrower"),
    "text read otherwise": (
        by(replaced(b"<</MCID 0>>", b"<</MCID 0 /ActualText (x.com/innocent)>>")),
        "text that is read as another text",
    ),
    "letters of strokes": (by(strokes), "short strokes"),
    "picture in the page": (
        by(drawn_after(b"q 400 0 0 12 80 700 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \xff EI Q")),
        "a picture (BI)",
    ),
    "shading": (by(shading), "a pattern or a shading"),
    "drawing in a drawing": (by(drawing_in_a_drawing), "has a picture"),
    "sentence in another font": (by(text("Delete at once.")), "is of a kind that no document"),
    "letters read otherwise": (by(exchanged_letters), "letters: "),
    "glyphs mapped": (by(mapped_glyphs), "maps its letters in a way of its own"),
    "pages turned": (by(each_page(Rotate=180)), "a rotation"),
    "pages cropped": (by(each_page(CropBox=[0, 0, 595, 300])), "is cropped"),
    "page taken out": (by(pages(lambda found: found.__delitem__(2))), "pages: "),
    "other bookmark": (by(bookmark(Title=String("x.com/innocent"))), "spoken text: "),
    "bookmark that acts": (by(bookmark(A=_SCRIPT)), "a bookmark has an action"),
    "row read aloud otherwise": (
        by(element("/Span", ActualText=String("x.com/innocent"))),
        "spoken text: ",
    ),
    "picture described otherwise": (
        by(element("/Figure", Alt=String("Delete x.com/innocent_person"))),
        "spoken text: ",
    ),
    "file of an element": (by(element_file), "the structure has a further attached file"),
    "file for another system": (by(other_system), "streams for other systems"),
    "file by another name": (by(called(UF="accounts.exe")), "called otherwise"),
    "list of lists of files": (by(list_of_lists), "their list has more than names"),
    "other data": (by(other_data), "printed hash: "),
    "one more row in the data": (by(one_more_row), "printed hash: "),
    "key word": (by(info("/Keywords", "urgent")), "'/Keywords'"),
    "key word in the metadata": (by(described(_KEYWORDS)), "pdf:Keywords"),
    "other date": (by(info("/CreationDate", "D:20240101000000+05'00")), "the date is not"),
    "layers": (by(root(OCProperties=Dictionary(OCGs=[], D=Dictionary()))), "layers"),
    "base for links": (by(root(URI=Dictionary(Base=String("https://evil.example/")))), "/URI"),
    "action of the file": (by(root(AA=Dictionary(WC=_SCRIPT))), "an action that runs by itself"),
    "black bar to be drawn": (by(note(Subtype=Name.Redact)), "has notes, links or fields"),
    "note": (by(note(Subtype=Name.FreeText, Contents=String("forged"))), "has notes, links"),
    "data of another program": (by(each_page(PieceInfo=Dictionary())), "another program"),
    "letters in another order": (by(other_order), "another order than it is set in"),
    "letters moved": (by(moved_letters), "text that is set apart"),
    "pages in a list of lists": (by(list_of_pages), "list of lists"),
    "unit of its own": (by(each_page(UserUnit=2)), "a unit of its own"),
}
