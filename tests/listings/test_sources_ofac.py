"""OFAC's XML formats and the rules of its CSV, over samples after the forms described."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.kernel.problems import InputError
from demarche.listings.sources import InputFile, ofac
from demarche.listings.sources.ofac_advanced import OfacAdvanced
from demarche.listings.sources.ofac_csv import OfacCsv
from demarche.listings.sources.ofac_xml import OfacXml
from demarche.model.entry import EntryKind, ListFile

CURRENT = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML"
OLDER = "http://tempuri.org/sdnList.xsd"

SDN = """<?xml version="1.0" standalone="yes"?>
<sdnList xmlns="{namespace}">
  <publshInformation>
    <Publish_Date>03/28/2025</Publish_Date><Record_Count>{stated}</Record_Count>
  </publshInformation>
  <sdnEntry>
    <uid>7140</uid><lastName>LASHKAR E-TAYYIBA</lastName><sdnType>Entity</sdnType>
    <programList><program>FTO</program><program>SDGT</program></programList>
    <akaList>
      <aka><uid>85219</uid><type>a.k.a.</type><category>strong</category>
        <lastName>KASHMIR RESISTANCE FRONT</lastName></aka>
      <aka><uid>1</uid><type>a.k.a.</type><category>weak</category><lastName>JUD</lastName></aka>
    </akaList>
  </sdnEntry>
  <sdnEntry>
    <uid>10689</uid><firstName>Muhammad</firstName><lastName>SAEED</lastName>
    <sdnType>Individual</sdnType><programList><program>SDGT</program></programList>
  </sdnEntry>
  <sdnEntry>
    <uid>36</uid><lastName>AEROCARIBBEAN AIRLINES</lastName><sdnType>Entity</sdnType>
    <programList><program>CUBA</program></programList>
  </sdnEntry>
</sdnList>"""


def sdn_xml(namespace: str = CURRENT, stated: int = 3) -> ListFile:
    reader = OfacXml()
    reader.expected = (3, 3)
    text = SDN.format(namespace=namespace, stated=stated)
    file = InputFile("SDN.XML", text.encode())
    assert reader.recognises(file.head, file.name)
    return reader.read(file)


@pytest.mark.parametrize("namespace", [CURRENT, OLDER])
def test_sdn_xml_after_the_form_described(namespace: str) -> None:
    """A sample after the form of the current and of the older namespace."""
    read = sdn_xml(namespace)
    let, saeed, airline = read.entries
    assert (let.authority, let.reference, let.program_tags) == (
        "us-sdgt",
        "OFAC uid 7140",
        ("FTO", "SDGT"),
    )
    assert [(a.name, a.strength) for a in let.aliases] == [
        ("KASHMIR RESISTANCE FRONT", "strong"),
        ("JUD", "weak"),
    ]
    assert (saeed.name, saeed.kind) == ("SAEED, Muhammad", EntryKind.INDIVIDUAL)
    assert airline.authority == "us-sdn"
    assert (read.stamp, read.as_of) == ("03/28/2025", "2025-03-28")


def test_sdn_xml_must_have_as_many_entries_as_it_says() -> None:
    with pytest.raises(InputError, match="Record_Count says 4"):
        sdn_xml(stated=4)


ADVANCED = """<?xml version="1.0" encoding="utf-8"?>
<Sanctions xmlns="http://www.un.org/sanctions/1.0" Version="1">
  <DateOfIssue CalendarTypeID="1"><Year>2025</Year><Month>8</Month><Day>14</Day></DateOfIssue>
  <ReferenceValueSets>
    <AliasTypeValues>
      <AliasType ID="1400">A.K.A.</AliasType><AliasType ID="1403">Name</AliasType>
    </AliasTypeValues>
    <EntryEventTypeValues><EntryEventType ID="1">Created</EntryEventType></EntryEventTypeValues>
    <ListValues><List ID="1550">SDN List</List><List ID="91507">Non-SDN List</List></ListValues>
    <NamePartTypeValues>
      <NamePartType ID="1520">Last Name</NamePartType>
      <NamePartType ID="1521">First Name</NamePartType>
      <NamePartType ID="1525">Entity Name</NamePartType>
    </NamePartTypeValues>
    <PartySubTypeValues>
      <PartySubType ID="3" PartyTypeID="2">Unknown</PartySubType>
      <PartySubType ID="4" PartyTypeID="1">Unknown</PartySubType>
      <PartySubType ID="1" PartyTypeID="4">Vessel</PartySubType>
    </PartySubTypeValues>
    <PartyTypeValues>
      <PartyType ID="1">Individual</PartyType><PartyType ID="2">Entity</PartyType>
      <PartyType ID="4">Transport</PartyType>
    </PartyTypeValues>
    <SanctionsTypeValues>
      <SanctionsType ID="1">Program</SanctionsType><SanctionsType ID="2">Block</SanctionsType>
    </SanctionsTypeValues>
    <ScriptValues><Script ID="215">Latin</Script><Script ID="160">Arabic</Script></ScriptValues>
  </ReferenceValueSets>
  <DistinctParties>
    <DistinctParty FixedRef="26953"><Profile ID="26953" PartySubTypeID="3">
      <Identity ID="9" FixedRef="26953" Primary="true" False="false">
        <Alias FixedRef="26953" AliasTypeID="1403" Primary="true" LowQuality="false">
          <DocumentedName ID="1" FixedRef="26953" DocNameStatusID="1"><DocumentedNamePart>
            <NamePartValue NamePartGroupID="5" ScriptID="215" ScriptStatusID="1" Acronym="false"
              >BALOCHISTAN LIBERATION ARMY</NamePartValue></DocumentedNamePart></DocumentedName>
          <DocumentedName ID="2" FixedRef="26953" DocNameStatusID="2"><DocumentedNamePart>
            <NamePartValue NamePartGroupID="5" ScriptID="160" ScriptStatusID="1" Acronym="false"
              >بلوچستان لبریشن آرمی</NamePartValue></DocumentedNamePart></DocumentedName>
        </Alias>
        <Alias FixedRef="26953" AliasTypeID="1400" Primary="false" LowQuality="true">
          <DocumentedName ID="3" FixedRef="26953" DocNameStatusID="2"><DocumentedNamePart>
            <NamePartValue NamePartGroupID="5" ScriptID="215" ScriptStatusID="1" Acronym="true"
              >BLA</NamePartValue></DocumentedNamePart></DocumentedName>
        </Alias>
        <NamePartGroups><MasterNamePartGroup>
          <NamePartGroup ID="5" NamePartTypeID="1525"/></MasterNamePartGroup></NamePartGroups>
      </Identity></Profile></DistinctParty>
    <DistinctParty FixedRef="10689"><Profile ID="77" PartySubTypeID="4">
      <Identity ID="10" FixedRef="10689" Primary="true" False="false">
        <Alias FixedRef="10689" AliasTypeID="1403" Primary="true" LowQuality="false">
          <DocumentedName ID="4" FixedRef="10689" DocNameStatusID="1">
            <DocumentedNamePart><NamePartValue NamePartGroupID="7" ScriptID="215"
              ScriptStatusID="1" Acronym="false">Muhammad</NamePartValue></DocumentedNamePart>
            <DocumentedNamePart><NamePartValue NamePartGroupID="6" ScriptID="215"
              ScriptStatusID="1" Acronym="false">SAEED</NamePartValue></DocumentedNamePart>
          </DocumentedName></Alias>
        <NamePartGroups>
          <MasterNamePartGroup><NamePartGroup ID="6" NamePartTypeID="1520"/></MasterNamePartGroup>
          <MasterNamePartGroup><NamePartGroup ID="7" NamePartTypeID="1521"/></MasterNamePartGroup>
        </NamePartGroups>
      </Identity></Profile></DistinctParty>
  </DistinctParties>
  <SanctionsEntries>
    <SanctionsEntry ID="26953" ProfileID="26953" ListID="1550">
      <EntryEvent ID="1" EntryEventTypeID="1" LegalBasisID="1">
        <Date CalendarTypeID="1"><Year>2019</Year><Month>7</Month><Day>2</Day></Date></EntryEvent>
      <SanctionsMeasure ID="1" SanctionsTypeID="2"/>
      <SanctionsMeasure ID="2" SanctionsTypeID="1"><Comment>SDGT</Comment></SanctionsMeasure>
    </SanctionsEntry>
    <SanctionsEntry ID="77" ProfileID="77" ListID="1550">
      <EntryEvent ID="2" EntryEventTypeID="1" LegalBasisID="1">
        <Date CalendarTypeID="1"><Year>2008</Year><Month>5</Month><Day>27</Day></Date></EntryEvent>
      <SanctionsMeasure ID="3" SanctionsTypeID="1"><Comment>SDGT</Comment></SanctionsMeasure>
    </SanctionsEntry>
    <SanctionsEntry ID="78" ProfileID="77" ListID="91507">
      <EntryEvent ID="3" EntryEventTypeID="1" LegalBasisID="1">
        <Date CalendarTypeID="1"><Year>2009</Year><Month>1</Month><Day>1</Day></Date></EntryEvent>
      <SanctionsMeasure ID="4" SanctionsTypeID="1"><Comment>NS-PLC</Comment></SanctionsMeasure>
    </SanctionsEntry>
  </SanctionsEntries>
</Sanctions>"""


def test_sdn_advanced_after_the_published_schema() -> None:
    """A sample written after the elements and attributes of sdn_advanced.xsd."""
    reader = OfacAdvanced()
    reader.expected = (1, 9)
    file = InputFile("SDN_ADVANCED.XML", ADVANCED.encode())
    assert reader.recognises(file.head, file.name)
    read = reader.read(file)
    assert len(read.entries) == 2, "an entry of another list is left out"
    bla, saeed = read.entries
    assert (bla.name, bla.reference) == ("BALOCHISTAN LIBERATION ARMY", "OFAC uid 26953")
    assert bla.original_script == "بلوچستان لبریشن آرمی"
    assert bla.date_listed == "2019-07-02"
    assert [(a.name, a.kind, a.strength) for a in bla.aliases] == [("BLA", "a.k.a.", "weak")]
    assert (bla.authority, bla.program_tags) == ("us-sdgt", ("SDGT",))
    assert (saeed.name, saeed.kind) == ("SAEED, Muhammad", EntryKind.INDIVIDUAL)
    assert read.as_of == "2025-08-14"
    assert not read.lacks


def test_sdn_advanced_with_an_unknown_profile_is_refused() -> None:
    reader = OfacAdvanced()
    reader.expected = (1, 9)
    broken = ADVANCED.replace('ProfileID="77"', 'ProfileID="78"')
    with pytest.raises(InputError, match="unknown profile 78"):
        reader.read(InputFile("SDN_ADVANCED.XML", broken.encode()))


def row(uid: int, name: str, tags: str, remarks: str = "-0- ", kind: str = "-0- ") -> str:
    return f'{uid},"{name}",{kind},"{tags}",' + "-0- ," * 7 + f'"{remarks}"\r\n'


def sdn_csv(text: str, *companions: str) -> ListFile:
    reader = OfacCsv()
    reader.expected = (1, 9)
    others = tuple(InputFile(f"{n}.csv", c.encode()) for n, c in enumerate(companions))
    file = InputFile("SDN.CSV", text.encode(), others)
    assert reader.recognises(file.head, file.name)
    return reader.read(file)


def test_remarks_run_on_in_the_comments() -> None:
    """A weak alias that is cut at the thousandth character, after SDN_COMMENTS.CSV's form."""
    start = "x" * 980 + "; a.k.a. 'WHOIS HACKIN"
    read = sdn_csv(
        row(27307, "LAZARUS GROUP", "DPRK3", start), "27307,\"G TEAM'; a.k.a. 'ZINC'.\"\n"
    )
    assert [a.name for a in read.entries[0].aliases] == ["WHOIS HACKING TEAM", "ZINC"]


def test_comments_of_another_day_are_not_joined() -> None:
    read = sdn_csv(row(1, "A", "SDGT", "a.k.a. 'B'."), "1,\"G TEAM'; a.k.a. 'ZINC'.\"\n")
    assert [a.name for a in read.entries[0].aliases] == ["B"]


@pytest.mark.parametrize(
    ("field", "tags"),
    [
        ("FTO] [SDGT", ("FTO", "SDGT")),
        ("SDGT", ("SDGT",)),
        ("CAATSA - RUSSIA", ("CAATSA - RUSSIA",)),
    ],
)
def test_tags_are_split(field: str, tags: tuple[str, ...]) -> None:
    assert ofac.split_tags(field) == tags


def test_a_tag_is_never_a_part_of_a_tag() -> None:
    assert ofac.authority(("SDGTX", "XSDGT")) == "us-sdn"
    assert ofac.authority(("FTO",)) == "us-sdn"


@pytest.mark.parametrize(
    ("remarks", "found"),
    [
        ("a.k.a. 'JUD'; a.k.a. 'TAJK'; a.k.a. 'MML'.", ["JUD", "TAJK", "MML"]),
        ("DOB 1960; a.k.a. 'ABU-'UMAR'; POB Riyadh.", ["ABU-'UMAR"]),
        ("a.k.a. 'ABU AL-WAFA''; f.k.a. 'OLD'.", ["ABU AL-WAFA'", "OLD"]),
        ("Linked To: 'QUOTED'.", []),
    ],
)
def test_weak_aliases(remarks: str, found: list[str]) -> None:
    aliases = list(ofac.weak_aliases(remarks))
    assert [alias.name for alias in aliases] == found
    assert all(alias.strength == "weak" for alias in aliases)


@given(
    st.lists(st.text(st.characters(categories=["Lu", "Nd"]), min_size=1, max_size=8), max_size=5)
)
def test_tags_survive_the_csv_form(tags: list[str]) -> None:
    assert ofac.split_tags("] [".join(tags)) == tuple(tags)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (row(1, "A", "SDGT") + '2,"B"\r\n', r"SDN\.CSV:2:1: 2 columns"),
        (row(1, "A", "SDGT") + "x" + row(2, "B", "SDGT"), r":2:1: the entry number is 'x2'"),
        (
            row(1, "A", "SDGT") + row(1, "B", "SDGT"),
            "duplicate reference OFAC uid 1: line 1 and",
        ),
        (row(1, "A", "SDGT", kind='"plane"'), r":1:1: a row of the type 'plane'"),
        (row(1, "A", "SDGT") + '2,"B', r":2:1: not well-formed CSV"),
        (row(1, "A", "SDGT\x19"), "control character, U\\+0019"),
        (row(1, "A", "-0- "), "no sanctions program"),
    ],
)
def test_damaged_rows_are_refused_at_their_line(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        sdn_csv(text)


def test_a_file_cut_off_within_its_last_cell_is_refused() -> None:
    """All twelve columns are there, and of the last one only the beginning."""
    whole = row(1, "A", "SDGT") + row(2, "B", "SDGT", "a.k.a. 'SHORT'; Linked To: C.")
    whole = whole.replace('"', "")
    assert [a.name for a in sdn_csv(whole + "\x1a").entries[1].aliases] == ["SHORT"]
    for end in (2, 5, 20):
        with pytest.raises(InputError, match=r"SDN\.CSV:2:1: the last line has no end"):
            sdn_csv(whole[:-end])


def test_a_copy_without_ofac_s_last_sign_is_told_of() -> None:
    whole = row(1, "A", "SDGT") + row(2, "B", "SDGT")
    note = "SDN.CSV lacks the end-of-file character (Ctrl-Z): is it complete?"
    assert note in sdn_csv(whole).notes
    assert note in sdn_csv(whole.rstrip()).notes, "a cell that is closed may be the last"
    assert note not in sdn_csv(whole + "\x1a").notes
