"""A column or element that is missing, renamed or new refuses the file by its name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lists_kit import NOW, bring, official, run, un_entry, un_list
from test_sources_ofac import ADVANCED
from test_sources_pages import (
    FTO,
    NACTA_HTML,
    NACTA_TEXT,
    UK_HEADER,
    UK_ROWS,
    UK_XML,
    read,
)

from demarche.kernel.problems import InputError
from demarche.listings.snapshot_store import import_file
from demarche.listings.snapshots import connect
from demarche.listings.sources import InputFile
from demarche.listings.sources.eu_journal import EuJournal
from demarche.listings.sources.list_reader import ListReader
from demarche.listings.sources.nacta import Nacta
from demarche.listings.sources.ofac_advanced import OfacAdvanced
from demarche.listings.sources.ofac_csv import OfacCsv
from demarche.listings.sources.ofac_xml import OfacXml
from demarche.listings.sources.pk_fourth import PkFourthSchedule
from demarche.listings.sources.uk_sanctions import UkCsv, UkXml
from demarche.listings.sources.un import UnConsolidated
from demarche.listings.sources.us_fto import UsFto

UK = "\n".join(("Report Date: 13-Feb-2026", UK_HEADER, *UK_ROWS)) + "\n"
UK_SHORT = (
    "Unique ID,OFSI Group ID,Name,Regime Name,Type,Designation source,Date Designated,"
    "Sanctions Imposed,\nAFG0001,12703,SPECIMEN EXCHANGE,Afghanistan,Entity,UN,29-06-2012,"
    "Asset freeze,\n"
)
EU = (
    "celex,recordId,programKey,annex,measure,startDate,reason,schema,name,alias,weakAlias,"
    "previousName,country,nationality,birthDate\n"
    "39999R0001,1,EU-X,I,freeze,2001-12-27,,Organization,Specimen Group,Other,,,,,\n"
)
UN = (
    '<CONSOLIDATED_LIST dateGenerated="2026-08-01T23:00:00Z"><INDIVIDUALS><INDIVIDUAL><DATAID>1'
    "</DATAID><FIRST_NAME>A</FIRST_NAME><UN_LIST_TYPE>Al-Qaida</UN_LIST_TYPE><REFERENCE_NUMBER>"
    "QDi.900</REFERENCE_NUMBER><LISTED_ON>2019-03-22</LISTED_ON><NAME_ORIGINAL_SCRIPT>ا"
    "</NAME_ORIGINAL_SCRIPT><INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>B</ALIAS_NAME>"
    "</INDIVIDUAL_ALIAS><LAST_DAY_UPDATED><VALUE>2020-01-01</VALUE></LAST_DAY_UPDATED>"
    "</INDIVIDUAL></INDIVIDUALS><ENTITIES><ENTITY><FIRST_NAME>C</FIRST_NAME><UN_LIST_TYPE>Al-Qaida"
    "</UN_LIST_TYPE><REFERENCE_NUMBER>QDe.900</REFERENCE_NUMBER><LISTED_ON>2019-03-22</LISTED_ON>"
    "</ENTITY></ENTITIES></CONSOLIDATED_LIST>"
)
SDN_XML = (
    '<sdnList xmlns="https://specimen.example/XML"><publshInformation><Publish_Date>03/28/2025'
    "</Publish_Date><Record_Count>1</Record_Count></publshInformation><sdnEntry><uid>1</uid>"
    "<lastName>SPECIMEN</lastName><sdnType>Entity</sdnType><remarks>x</remarks><programList>"
    "<program>SDGT</program></programList><akaList><aka><uid>2</uid><type>a.k.a.</type>"
    "<category>strong</category><lastName>OTHER</lastName></aka></akaList></sdnEntry></sdnList>"
)
SDN_CSV = (
    "ent_num,SDN_Name,SDN_Type,Program,Title,Call_Sign,Vess_type,Tonnage,GRT,Vess_flag,Vess_owner,"
    'Remarks\n1,"SPECIMEN",-0- ,"SDGT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n'
)
FOURTH = json.dumps(
    [{"Name": "A", "FatherName": "B", "District": "C", "Province": "D", "CNIC": "0"}]
)
WHOLE: list[tuple[ListReader, str]] = [
    (UkCsv(), UK),
    (UkCsv(), UK_SHORT),
    (UkXml(), UK_XML),
    (EuJournal(), EU),
    (UnConsolidated(), UN),
    (OfacXml(), SDN_XML),
    (OfacAdvanced(), ADVANCED),
    (OfacCsv(), SDN_CSV),
    (UsFto(), FTO),
    (Nacta(), NACTA_HTML),
    (Nacta(), NACTA_TEXT),
    (PkFourthSchedule(), FOURTH),
]


@pytest.mark.parametrize(("reader", "text"), WHOLE)
def test_the_forms_that_are_changed_below_are_read(reader: ListReader, text: str) -> None:
    assert read(reader, "list", text).entries


CHANGED: list[tuple[ListReader, str, str, str, str]] = [
    *[
        (UkCsv(), UK, title, f"{title} (new)", f"no column `{title}`")
        for title in (
            *("Date Designated", "Alias strength", "Regime Name", "Name non-latin script"),
            *("Last Updated", "Name 6", "Name 1", "Name type", "Unique ID", "OFSI Group ID"),
        )
    ],
    (UkCsv(), UK, "Designation Type", "Kind", "no column `Designation Type` or `Individual, "),
    (UkCsv(), UK, "Primary Name", "Principal Name", "2 of 2 entries have no name of the type"),
    (UkCsv(), UK, ",Title,", ",Honorific,", "unknown column `Honorific`"),
    (UkCsv(), UK, ",Title,", ",Name type,", "duplicate column `Name type`"),
    (UkCsv(), UK, ",Title,", ",,", "column 13 has no title"),
    (UkCsv(), UK_SHORT, "Date Designated", "Designated on", "unknown column `Designated on`"),
    (UkCsv(), UK_SHORT, ",Name,", ",Full name,", "no column `Name`"),
    (UkXml(), UK_XML, "DateDesignated", "DesignatedOn", "the element `DesignatedOn` of Design"),
    (UkXml(), UK_XML, "AliasStrength", "AliasQuality", "the element `AliasQuality` of Name is"),
    (UkXml(), UK_XML, "NonLatinNames", "OtherNames", "the element `OtherNames` of Designation"),
    (UkXml(), UK_XML, "NameNonLatinScript", "Script", "the element `Script` of NonLatinName is"),
    (UkXml(), UK_XML, "DateGenerated", "Generated", "the element `Generated` of the list is not"),
    (EuJournal(), EU, "weakAlias", "lowAlias", "no column `weakAlias`; unknown column `lowAlias`"),
    (EuJournal(), EU, "startDate", "start", "no column `startDate`"),
    (EuJournal(), EU, ",reason,", ",reference,", "unknown column `reference`"),
    (UnConsolidated(), UN, "LISTED_ON", "LISTED", "the element `LISTED` of INDIVIDUAL is not"),
    (UnConsolidated(), UN, "INDIVIDUAL_ALIAS", "PERSON_ALIAS", "the element `PERSON_ALIAS` of"),
    (UnConsolidated(), UN, "ALIAS_NAME", "ALIAS_TEXT", "`ALIAS_TEXT` of INDIVIDUAL_ALIAS is"),
    (UnConsolidated(), UN, "NAME_ORIGINAL_SCRIPT", "NATIVE_NAME", "the element `NATIVE_NAME` of"),
    (UnConsolidated(), UN, "VALUE", "DAY", "the element `DAY` of LAST_DAY_UPDATED is not known"),
    (UnConsolidated(), UN, "<ENTITY>", "<BODY>", "the element `BODY` of the list is not known"),
    (UnConsolidated(), UN, "<ENTITY>", "<Entity>", "the element `Entity` of the list is not"),
    (UnConsolidated(), UN, "DATAID", "ROW", "the element `ROW` of INDIVIDUAL is not known"),
    (OfacXml(), SDN_XML, "akaList", "aliasList", "the element `aliasList` of sdnEntry is not"),
    (OfacXml(), SDN_XML, "category", "quality", "the element `quality` of aka is not known"),
    (OfacXml(), SDN_XML, "programList", "programs", "the element `programs` of sdnEntry is"),
    (OfacXml(), SDN_XML, "<program>", "<tag>", "the element `tag` of programList is not known"),
    (OfacAdvanced(), ADVANCED, "DocumentedNamePart>", "Part>", "the element `Part` of Documented"),
    (OfacAdvanced(), ADVANCED, ">Program<", ">Programme<", "no SanctionsType is called `Program`"),
    (OfacAdvanced(), ADVANCED, ">Created<", ">Added<", "no EntryEventType is called `Created`"),
    (OfacCsv(), SDN_CSV, "Program,Title", "Title,Program", "is called `Title`, where OFAC has"),
    (UsFto(), FTO, "Date Designated", "Date of Action", "unknown column `Date of Action`"),
    (UsFto(), FTO, "Date Removed", "Date Revoked", "unknown column `Date Revoked`"),
    (UsFto(), FTO, "<th>Name", "<th>Organization", "unknown column `Organization`"),
    (
        UsFto(),
        FTO,
        "<th>Date Designated",
        "<th>Date Designated</th><th>Docket",
        "unknown column `Docket`",
    ),
    (
        Nacta(),
        NACTA_HTML,
        "Date of Notification",
        "Date of Appeal",
        "unknown column `Date of Appeal`",
    ),
    (Nacta(), NACTA_HTML, "<th>Name", "<th>SRO</th><th>Name", "unknown column `SRO`"),
    (Nacta(), NACTA_TEXT, "Date of Not", "SRO Date of Not", "the header has 'SRO', which is"),
    (PkFourthSchedule(), FOURTH, "FatherName", "Father", "the element `Father` of the export is"),
    (PkFourthSchedule(), FOURTH, '"CNIC"', '"Passport"', "the element `Passport` of the export"),
    (PkFourthSchedule(), FOURTH, '"District": "C", ', "", "no field `District` in any entry"),
]


@pytest.mark.parametrize(("reader", "text", "old", "new", "message"), CHANGED)
def test_a_changed_form_is_refused_by_name(
    reader: ListReader, text: str, old: str, new: str, message: str
) -> None:
    closing = (old.replace("<", "</"), new.replace("<", "</")) if old.endswith(">") else ("", "")
    changed = text.replace(old, new).replace(*closing) if closing[0] else text.replace(old, new)
    assert changed != text
    file = InputFile("list", changed.encode())

    with pytest.raises(InputError) as caught:
        read(reader, "list", changed)

    assert message in str(caught.value)
    assert str(caught.value).startswith("list:"), "the place is named"
    assert reader.recognises(file.head, file.name)


@pytest.mark.parametrize(
    ("reader", "text", "old", "new"),
    [
        (UkCsv(), UK, "Name type,Alias strength", "NAME TYPE,Alias  Strength"),
        (UkCsv(), UK, "Designation Type", '"Individual, Entity, Ship"'),
        (UkCsv(), UK, "Unique ID,OFSI Group ID", "unique id,ofsi group id"),
        (UkXml(), UK_XML, "DateDesignated", "dateDesignated"),
        (EuJournal(), EU, "weakAlias", "WeakAlias"),
        (UnConsolidated(), UN, "LISTED_ON", "Listed_On"),
        (OfacXml(), SDN_XML, "akaList", "AkaList"),
        (UsFto(), FTO, "Date Designated", "Date Implemented"),
        (UsFto(), FTO, "Date Designated", "DATE  IMPLEMENTED"),
        (UsFto(), FTO, "Date Originally Listed", "Date Originally Designated"),
        (Nacta(), NACTA_HTML, "Name of Organization", "NAME OF ORGANISATIONS"),
        (Nacta(), NACTA_HTML, "S.No", "Sr. No."),
    ],
)
def test_letter_case_and_former_titles_are_no_difference(
    reader: ListReader, text: str, old: str, new: str
) -> None:
    changed = text.replace(old, new)
    assert changed != text

    entries = read(reader, "list", changed).entries

    assert entries == read(reader, "list", text).entries


@pytest.mark.parametrize(
    "name",
    [
        *("un_consolidated_2018-10-29.xml", "un_consolidated_2026-08-01.xml"),
        *("ofac_nonsdn_consolidated_2025-03-28.xml", "uk_fcdo_sl_2025-08-11.ods"),
        *("uk_fcdo_sl_2025-08-11.csv", "eu_journal_32010R0356.csv"),
        "eu_journal_amend_32026R1960.csv",
    ],
)
def test_the_real_forms_are_known(name: str) -> None:
    from demarche.listings import sources

    assert sources.read(InputFile.load(official(name))).entries


def test_a_changed_form_leaves_what_was_there(tmp_path: Path) -> None:
    def rows(header: str) -> str:
        filled = [
            f"12/01/2022,RUS{n:04},,,ENTITY {n},,,,,,Primary Name,,,,,,Russia,Entity,UK,,,,"
            "29/06/2012"
            for n in range(1, 2101)
        ]
        return "\n".join(("Report Date: 13-Feb-2026", header, *UK_ROWS, *filled)) + "\n"

    file = tmp_path / "uk.csv"
    file.write_text(rows(UK_HEADER), encoding="utf-8")
    run(tmp_path, "import", file)
    file.write_text(rows(UK_HEADER.replace("Date Designated", "Designated")), encoding="utf-8")

    done = run(tmp_path, "import", file, exit_code=2)

    said = "uk.csv:2:1: no column `Date Designated`; unknown column `Designated`"
    assert said in done.stderr
    assert "2012-11-05" in run(tmp_path, "show", "AFG0003").stdout


def test_a_fact_that_every_entry_had_and_none_has_now_is_refused(tmp_path: Path) -> None:
    with_days = [un_entry(f"QDe.{n}", f"GROUP {n}", updated=["2020-01-01"]) for n in range(1, 61)]
    without = [un_entry(f"QDe.{n}", f"GROUP {n}") for n in range(1, 61)]
    bring(tmp_path, un_list(tmp_path / "a.xml", "2026-10-01", *with_days))

    with pytest.raises(InputError) as caught:
        bring(tmp_path, un_list(tmp_path / "b.xml", "2026-11-01", *without))

    assert "dates of amendment: 60 of 580 entries had one, 0 of 580 have" in str(caught.value)
    assert "compared with snapshot 1 of 2026-10-01" in str(caught.value)
    few = [*with_days[:1], *without[1:]]
    with connect(tmp_path / "data" / "lists") as db, pytest.raises(InputError):
        import_file(db, un_list(tmp_path / "c.xml", "2026-11-02", *few[1:]), NOW)
    bring(tmp_path, un_list(tmp_path / "d.xml", "2026-11-03", *with_days[:30], *without[30:]))
