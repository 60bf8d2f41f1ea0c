"""Web pages, statutes and national lists, over samples after the forms described."""

from __future__ import annotations

import json

import pytest

from demarche.kernel.problems import InputError
from demarche.listings import sources
from demarche.listings.sources import InputFile, ListReader
from demarche.listings.sources.nacta import Nacta
from demarche.listings.sources.pk_fourth import PkFourthSchedule
from demarche.listings.sources.uk_sanctions import UkCsv, UkXml
from demarche.listings.sources.uk_schedule2 import UkSchedule2
from demarche.listings.sources.us_fto import UsFto
from demarche.model.entry import Entry, EntryKind, ListFile


def read(reader: ListReader, name: str, text: str) -> ListFile:
    """Read a sample of a few entries with the reader that must also be the one recognised."""
    reader.expected = (1, 50)
    file = InputFile(name, text.encode())
    assert sources.recognise(file).name == reader.name
    return reader.read(file)


def names(entry: Entry) -> list[str]:
    return [alias.name for alias in entry.aliases]


FTO = """<html><head><title>Foreign Terrorist Organizations</title></head><body>
<h2>Designated Foreign Terrorist Organizations</h2>
<table><thead><tr><th>Date Designated</th><th>Name</th></tr></thead><tbody>
<tr><td>December 26, 2001</td><td>Lashkar-e-Tayyiba (LeT)<br>— Tehrik-e-Tahafuz Qibla Awwal,
 Tehrik-e-Hurmat-e-Rasool, and Al-Anfal Trust Amendments (June 26, 2014)<br>— Al Muhammadia Students
 Amendment (December 30, 2016)<br>— Tehreek-e-Azadi-e-Kashmir and Milli Muslim League Amendments
 (April 4, 2018)<br>— The Resistance Front Amendment (July 18, 2025)</td></tr>
<tr><td>December 1, 2021</td>
 <td>Revolutionary Armed Forces of Colombia – People’s Army (FARC-EP)</td></tr>
<tr><td>November 4, 2010</td><td>Jaysh al-Adl (formerly Jundallah)— Jaysh al-Adl Amendment
 (July 2, 2019)</td></tr>
<tr><td>December 19, 2013</td><td>al-Mulathamun Battalion, aka al-Murabitoun</td></tr>
</tbody></table>
<h2>Delisted Foreign Terrorist Organizations</h2>
<table><tr><th>Name</th><th>Date Originally Listed</th><th>Date Removed</th></tr>
<tr><td>Mujahedin-e Khalq Organization (MEK)</td><td>10/8/1997</td><td>9/28/2012</td></tr>
</table></body></html>"""


def test_fto_page_after_the_form_described() -> None:
    """Two tables; amendments glued to names, after the page's own row for Lashkar-e-Tayyiba."""
    got = read(UsFto(), "fto.html", FTO)
    let, farc, jundallah, murabitoun, mek = got.entries
    assert let.name == "Lashkar-e-Tayyiba (LeT)"
    assert names(let) == [
        "LeT",
        "Tehrik-e-Tahafuz Qibla Awwal",
        "Tehrik-e-Hurmat-e-Rasool",
        "Al-Anfal Trust",
        "Al Muhammadia Students",
        "Tehreek-e-Azadi-e-Kashmir",
        "Milli Muslim League",
        "The Resistance Front",
    ]
    assert let.aliases[-1].note == "July 18, 2025"
    assert let.date_listed == "2001-12-26"
    assert let.dates_amended == ("2014-06-26", "2016-12-30", "2018-04-04", "2025-07-18")
    assert let.reference is None, "the page prints no reference"
    assert farc.name == "Revolutionary Armed Forces of Colombia – People’s Army (FARC-EP)"
    assert farc.dates_amended == ()
    assert (jundallah.name, names(jundallah)) == (
        "Jaysh al-Adl (formerly Jundallah)",
        ["Jundallah", "Jaysh al-Adl"],
    )
    assert "al-Murabitoun" in names(murabitoun)
    assert (mek.date_listed, mek.date_removed) == ("1997-10-08", "2012-09-28")
    assert (got.counts["designated"], got.counts["delisted"]) == (4, 1)


def test_fto_page_without_its_second_table_is_refused() -> None:
    with pytest.raises(InputError, match="1 tables of organisations"):
        read(UsFto(), "fto.html", FTO[: FTO.index("<h2>Delisted")] + "</body></html>")


def test_fto_page_cut_off_is_refused() -> None:
    with pytest.raises(InputError, match="<table> is opened 2 times and closed 1"):
        read(UsFto(), "fto.html", FTO[: FTO.index("Mujahedin")])


def test_fto_page_with_an_odd_date_is_refused() -> None:
    with pytest.raises(InputError, match="date designated is 'Soon'"):
        read(UsFto(), "fto.html", FTO.replace("December 26, 2001", "Soon"))


ITEMS = (
    "The Irish Republican Army.",
    "Al-Qa’ida",
    "Salafist Group for Call and Combat (Groupe Salafiste pour la Prédication et le Combat) (GSPC)",
    "Lashkar e Tayyaba",
    "Abdallah Azzam Brigades, including the Ziyad al-Jarrah Battalions",
    "Global Islamic Media Front (including GIMF Bangla Team (Ansarullah Bangla Team) "
    "(Ansar-al Islam))",
    ". . . . . . . . . .",
)
SCHEDULE_XML = (
    """<?xml version="1.0" encoding="utf-8"?>
<Legislation xmlns="http://www.legislation.gov.uk/namespaces/legislation"
  DocumentURI="http://www.legislation.gov.uk/ukpga/2000/11/schedule/2">
<ukm:Metadata xmlns:ukm="http://www.legislation.gov.uk/namespaces/metadata"
  xmlns:dct="http://purl.org/dc/terms/"><dct:valid>2024-04-26</dct:valid></ukm:Metadata>
<Primary><Schedules><Schedule id="schedule-2"><TitleBlock><Title>Proscribed Organisations</Title>
</TitleBlock><ScheduleBody><UnorderedList Decoration="none">"""
    + "".join(
        f"<ListItem><Para><Text><CommentaryRef Ref='c1'/>{item}</Text></Para></ListItem>\n"
        for item in ITEMS
    )
    + """<ListItem><Para><Text><Repeal ChangeId="r">Hezb-e Islami Gulbuddin</Repeal></Text></Para>
</ListItem><ListItem><Para><Text><Addition CommentaryRef="c1">Hamas</Addition></Text></Para>
</ListItem></UnorderedList></ScheduleBody></Schedule></Schedules></Primary>
<Commentaries><Commentary id="c1" Type="F"><Para><Text>Words in Sch. 2 inserted (29.3.2001) by
S.I. 2001/1261, art. 2</Text></Para></Commentary></Commentaries></Legislation>"""
)
SCHEDULE_HTML = (
    """<html><head><title>Terrorism Act 2000</title>
<link href="http://www.legislation.gov.uk/ukpga/2000/11/schedule/2"></head><body>
<h1 class="LegScheduleFirst">SCHEDULE 2 Proscribed Organisations</h1>
<ul class="LegUnorderedListDecorationNone LegUnorderedList">"""
    + "".join(
        '<li><p class="LegListTextStandard LegLevel3"><span class="LegChangeDelimiter">[</span>'
        f'<a class="LegCommentaryLink">F1</a>{item}</p></li>'
        for item in ITEMS
    )
    + "</ul></body></html>"
)


@pytest.mark.parametrize("text", [SCHEDULE_XML, SCHEDULE_HTML], ids=["xml", "html"])
def test_schedule_2_after_the_form_described(text: str) -> None:
    """Items with parentheses and `including`, after the wording of the Schedule."""
    got = read(UkSchedule2(), "schedule-2", text)
    by_name = {entry.name: entry for entry in got.entries}
    assert list(by_name)[:2] == ["The Irish Republican Army", "Al-Qa’ida"]
    assert names(by_name[ITEMS[2]]) == [
        "Groupe Salafiste pour la Prédication et le Combat",
        "GSPC",
    ]
    assert names(by_name[ITEMS[4]]) == ["Ziyad al-Jarrah Battalions"]
    assert names(by_name[ITEMS[5]]) == [
        "GIMF Bangla Team",
        "Ansarullah Bangla Team",
        "Ansar-al Islam",
    ]
    assert all(entry.date_listed is None for entry in got.entries), "the Schedule has no dates"
    assert not [name for name in by_name if name.startswith(".")], "an omitted item is no entry"


def test_schedule_2_xml_knows_repeals_and_its_date() -> None:
    got = read(UkSchedule2(), "data.xml", SCHEDULE_XML)
    assert [entry.name for entry in got.entries][-1] == "Hamas"
    assert "Hezb-e Islami Gulbuddin" not in {entry.name for entry in got.entries}
    assert got.as_of == "2024-04-26"
    assert "S.I. 2001/1261" in dict(got.entries[-1].native)["commentary"]


NACTA_HTML = """<html><body><h1>National Counter Terrorism Authority (NACTA)</h1>
<h3>Proscribed Organizations u/s 11-B of the Anti-Terrorism Act, 1997</h3>
<table><tr><th>S.No</th><th>Name of Organization</th><th>Date of Notification</th></tr>
<tr><td>1.</td><td>Lashkar-e-Jhangvi (LeJ)</td><td>14th August, 2001</td></tr>
<tr><td>2.</td><td>Millat-e-Islamia Pakistan (MIP) (Ex SSP)</td><td>15.11.2003</td></tr>
<tr><td>3.</td><td>Jamat-ud-Da'awa (JuD)</td><td>05-03-2019</td></tr>
<tr><td>i.</td><td>Al-Anfal Trust, Lahore</td><td>10-05-2019</td></tr>
<tr><td>ii.</td><td>Al-Hamad Trust</td><td>10-05-2019</td></tr>
<tr><td>4.</td><td>Balochistan Liberation Army (BLA)</td><td>April 7, 2006</td></tr></table>
<h3>Organizations enlisted under UNSCR 1267</h3>
<table><tr><td>1.</td><td>Al-Akhtar Trust</td><td>01-12-2005</td></tr>
<tr><td>2.</td><td>Al-Rashid Trust</td><td>01-12-2005</td></tr></table>
<h3>Organizations under observation</h3>
<table><tr><td>1.</td><td>Ghulaman-e-Sahaba</td></tr></table></body></html>"""
NACTA_TEXT = """NACTA
LIST OF ORGANIZATIONS PROSCRIBED BY MINISTRY OF INTERIOR U/S 11-B-(1)
Proscribed Organizations
S.No Name of Organization Date of Notification
1. Lashkar-e-Jhangvi (LeJ) 14th August, 2001
2. Millat-e-Islamia Pakistan (MIP)
   (Ex SSP) 15.11.2003
3. Jamat-ud-Da'awa (JuD) 05-03-2019
i. Al-Anfal Trust, Lahore 10-05-2019
ii. Al-Hamad Trust 10-05-2019
4. Balochistan Liberation Army (BLA) April 7, 2006
Organizations enlisted under UNSCR 1267
1. Al-Akhtar Trust 01-12-2005
2. Al-Rashid Trust 01-12-2005
Organizations under observation
1. Ghulaman-e-Sahaba
"""


@pytest.mark.parametrize("text", [NACTA_HTML, NACTA_TEXT], ids=["page", "text of the PDF"])
def test_nacta_after_the_form_described(text: str) -> None:
    """Serial, name, date; affiliates in roman numerals; the two small tables."""
    got = read(Nacta(), "nacta", text)
    found = [(e.authority, e.name, e.date_listed) for e in got.entries]
    assert found == [
        ("pk-ata-11b", "Lashkar-e-Jhangvi (LeJ)", "2001-08-14"),
        ("pk-ata-11b", "Millat-e-Islamia Pakistan (MIP) (Ex SSP)", "2003-11-15"),
        ("pk-ata-11b", "Jamat-ud-Da'awa (JuD)", "2019-03-05"),
        ("pk-ata-11b", "Al-Anfal Trust, Lahore", "2019-05-10"),
        ("pk-ata-11b", "Al-Hamad Trust", "2019-05-10"),
        ("pk-ata-11b", "Balochistan Liberation Army (BLA)", "2006-04-07"),
        ("pk-unsc-1267", "Al-Akhtar Trust", "2005-12-01"),
        ("pk-unsc-1267", "Al-Rashid Trust", "2005-12-01"),
        ("pk-ata-11d", "Ghulaman-e-Sahaba", None),
    ]
    assert names(got.entries[1]) == ["MIP"], "a lineage (Ex SSP) is no other name"
    assert dict(got.entries[3].native)["listed below"] == "Jamat-ud-Da'awa (JuD)"
    assert all(entry.reference is None for entry in got.entries), "no order number is printed"


@pytest.mark.parametrize("text", [NACTA_HTML, NACTA_TEXT], ids=["page", "text of the PDF"])
def test_nacta_with_a_lost_row_is_refused(text: str) -> None:
    broken = text.replace("2. Millat", "5. Millat").replace(
        "<td>2.</td><td>Millat", "<td>5</td><td>M"
    )
    with pytest.raises(InputError, match="serial number 5 follows 1"):
        read(Nacta(), "nacta", broken)


def test_fourth_schedule_after_the_form_described() -> None:
    """The office's export; the persons and numbers here are invented."""
    persons = [
        {
            "Name": "Fulan Ahmad @ Abu Misal @ Ustad",
            "FatherName": "Fulan Din",
            "CNIC": "00000-0000000-0",
            "Province": "Punjab",
            "District": "Example",
        },
        {"Name": "Fulan Ahmad", "FatherName": "Other", "CNIC": "1", "District": "Example"},
    ]
    got = read(PkFourthSchedule(), "persons.json", json.dumps(persons, ensure_ascii=False))
    first, second = got.entries
    assert (first.name, names(first), first.kind) == (
        "Fulan Ahmad",
        ["Abu Misal", "Ustad"],
        EntryKind.INDIVIDUAL,
    )
    assert first.key != second.key, "namesakes stay two persons"
    assert got.private
    assert "00000-0000000-0" not in repr(got), "identity numbers are not imported"


def test_fourth_schedule_cut_off_is_refused() -> None:
    text = json.dumps([{"Name": "A", "FatherName": "B", "District": "C"}], indent=1)[:-4]
    with pytest.raises(InputError, match="not well-formed JSON"):
        read(PkFourthSchedule(), "persons.json", text)


UK_HEADER = (
    "Last Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,Name 3,Name 4,"
    "Name 5,Name type,Alias strength,Title,Name non-latin script,Non-latin script type,"
    "Non-latin script language,Regime Name,Designation Type,Designation source,Sanctions Imposed,"
    "Other Information,UK Statement of Reasons,Date Designated"
)
REGIME = "The Afghanistan (Sanctions) (EU Exit) Regulations 2020"


def uk_row(name: str, kind: str, strength: str = "", script: str = "") -> str:
    return (
        f"12/01/2022,AFG0003,12811,TAe.012,{name},,,,,,{kind},{strength},,{script},,,{REGIME},"
        "Entity,UN,Asset freeze,,,05/11/2012"
    )


UK_ROWS = (
    "14/04/2026,AFG0006,7172,TAi.002,AKHUND,MOHAMMAD,HASSAN,,,,Primary Name,,Mullah,"
    f"محمد حسن آخوند,,,{REGIME},Individual,UN,Asset freeze|Travel Ban,,,25/01/2001",
    uk_row("HAQQANI NETWORK", "Primary Name", script="حقانی نیٹ ورک"),
    uk_row("HQN", "Alias", "Low quality a.k.a"),
    uk_row("Haqqani Group", "Alias", "Good quality a.k.a"),
)


@pytest.mark.parametrize("first", ["Report Date: 13-Feb-2026\n", ""])
def test_uk_csv_after_the_form_described(first: str) -> None:
    """The full CSV, with the line of its date and without."""
    got = read(UkCsv(), "uk.csv", first + "\n".join((UK_HEADER, *UK_ROWS)) + "\n")
    person, network = got.entries
    assert (person.name, person.kind) == ("AKHUND MOHAMMAD HASSAN", EntryKind.INDIVIDUAL)
    assert person.original_script == "محمد حسن آخوند"
    assert (network.name, network.reference) == ("HAQQANI NETWORK", "AFG0003")
    assert (network.date_listed, network.dates_amended) == ("2012-11-05", ("2022-01-12",))
    assert [(a.name, a.strength) for a in network.aliases] == [
        ("HQN", "weak"),
        ("Haqqani Group", "strong"),
    ]
    assert dict(network.native)["UN Reference Number"] == "TAe.012"
    assert got.as_of == ("2026-02-13" if first else None)
    assert not got.lacks


UK_XML = """<?xml version="1.0" encoding="utf-8"?>
<Designations><DateGenerated>11/08/2025</DateGenerated>
<Designation><LastUpdated>14/04/2025</LastUpdated><DateDesignated>25/01/2001</DateDesignated>
 <UniqueID>AFG0006</UniqueID><OFSIGroupID>7172</OFSIGroupID>
 <UNReferenceNumber>TAi.002</UNReferenceNumber>
 <Names><Name><Name1>MOHAMMAD</Name1><Name2>HASSAN</Name2><Name6>AKHUND</Name6>
   <NameType>Primary name</NameType></Name>
  <Name><Name6>Haji Mohammad Hassan</Name6><NameType>ALias</NameType>
   <AliasStrength>Low quality a.k.a</AliasStrength></Name></Names>
 <NonLatinNames><NonLatinName><NameNonLatinScript>محمد حسن آخوند</NameNonLatinScript></NonLatinName>
 </NonLatinNames><RegimeName>The Afghanistan (Sanctions) (EU Exit) Regulations 2020</RegimeName>
 <IndividualEntityShip>Individual</IndividualEntityShip><DesignationSource>UN</DesignationSource>
 <SanctionsImposed>Asset freeze|Travel Ban</SanctionsImposed></Designation></Designations>"""


def test_uk_xml_after_the_form_described() -> None:
    got = read(UkXml(), "UK-Sanctions-List.xml", UK_XML)
    (person,) = got.entries
    assert (person.name, person.reference) == ("AKHUND MOHAMMAD HASSAN", "AFG0006")
    assert [(a.name, a.kind, a.strength) for a in person.aliases] == [
        ("Haji Mohammad Hassan", "ALias", "weak")
    ]
    assert got.as_of == "2025-08-11"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("AFG0006", "AFG6", "the Unique ID is 'AFG6'"),
        (">Individual<", ">Cat<", "of the type 'Cat'"),
        ("25/01/2001", "01/25/2001", "designated on '01/25/2001'"),
        ("</Designations>", "", "not well-formed XML"),
    ],
)
def test_uk_xml_refuses_what_it_does_not_understand(old: str, new: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(UkXml(), "UK-Sanctions-List.xml", UK_XML.replace(old, new))
