"""Other programs' forms: deterministic, complete, and without anything of the restricted part."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import stix2
from click.testing import CliRunner, Result
from kit import Built, process
from lxml import etree

from demarche.cli.main import cli
from demarche.exchange import FORMS
from demarche.exchange.etsi import AUTHORISATION, COMMON, CORE, TASK, XSI, NoTaskError, etsi_xml
from demarche.exchange.lumen import NotPublicError, lumen_notices
from demarche.exchange.payload import parse_request, read_requests
from demarche.exchange.stix import stix_bundle
from demarche.model.kinds import SPECS
from demarche.model.request import Request

NAMES = {"h": CORE, "task": TASK, "common": COMMON, "auth": AUTHORISATION}


def convert(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["convert", *map(str, arguments)])


def request(small: Built, name: str, **changed: Any) -> Request:
    """A document's request, with fields changed."""
    return parse_request({**small.pdf(name).data("request.json"), **changed})


# --- STIX ------------------------------------------------------------------------------------


def bundle(*requests: Request) -> dict[str, list[dict[str, Any]]]:
    """The objects of a bundle by type; the library reads every one of them."""
    data = stix_bundle(requests)
    stix2.parse(data.decode(), version="2.1", allow_custom=False)
    found: dict[str, list[dict[str, Any]]] = {}
    for item in json.loads(data)["objects"]:
        found.setdefault(item["type"], []).append(item)
    return found


def test_stix_holds_every_account_once(small: Built) -> None:
    removal = request(small, "x/removal")
    found = bundle(removal)
    accounts = {account["account_login"]: account for account in found["user-account"]}
    assert set(accounts) == {row.identifier.removeprefix("@") for row in removal.accounts}
    assert {account["account_type"] for account in accounts.values()} == {"twitter"}
    # 20 digits and a name like a number arrive as written.
    assert accounts["specimen_x_new"]["user_id"] == "9999999999999900002"
    assert accounts["specimen_x_new"]["display_name"] == "no"
    assert "0123" in accounts
    (report,) = found["report"]
    everything = {item["id"] for items in found.values() for item in items}
    assert set(report["object_refs"]) < everything
    assert report["external_references"][0]["external_id"] == removal.reference


def test_stix_claims_a_relation_and_no_attribution(small: Built) -> None:
    found = bundle(request(small, "x/prevention"))
    assert {relationship["relationship_type"] for relationship in found["relationship"]} == {
        "related-to"
    }
    assert any(
        "continues the removed account" in relationship["description"]
        for relationship in found["relationship"]
    )


def test_stix_names_every_listing(small: Built) -> None:
    removal = request(small, "x/removal")
    cited = {
        reference["description"]
        for item in bundle(removal)["identity"]
        for reference in item.get("external_references", [])
    }
    assert cited == {
        c.text for organisation in removal.organisations for c in organisation.citations
    }


def test_stix_names_one_account_alike_in_every_document(small: Built) -> None:
    ids = [
        {item["id"] for item in bundle(request(small, f"x/{kind}"))["user-account"]}
        for kind in ("removal", "information")
    ]
    assert ids[0] & ids[1]


def test_stix_an_invitation_is_no_account(small: Built) -> None:
    found = bundle(request(small, "telegram/removal"))
    logins = {account["account_login"] for account in found["user-account"]}
    assert not any("AAAAAEspecimen0042" in login for login in logins)
    assert any("AAAAAEspecimen0042" in url["value"] for url in found["url"])


# --- ETSI ------------------------------------------------------------------------------------


def xml(data: bytes) -> Any:
    return etree.fromstring(data)


def texts(root: Any, path: str) -> list[str]:
    return [str(element.text) for element in root.iterfind(path, NAMES)]


@pytest.mark.parametrize(("kind", "task"), [("information", "LDTask"), ("preservation", "LPTask")])
def test_etsi_has_a_task_a_row(small: Built, kind: str, task: str) -> None:
    asked = request(small, f"x/{kind}")
    root = xml(etsi_xml([asked], "PK"))
    types = [item.get(f"{{{XSI}}}type") for item in root.iterfind(".//h:HI1Object", NAMES)]
    assert types == ["auth:AuthorisationObject", *[f"task:{task}Object"] * len(asked.accounts)]
    assert texts(root, ".//task:Reference") == [
        f"{asked.reference}#{row.number}" for row in asked.accounts
    ]
    values = texts(root, ".//task:RequestValue/task:Value")
    assert all(row.identifier in values and row.canonical in values for row in asked.accounts)
    assert root.find(".//h:SenderIdentifier/h:CountryCode", NAMES).text == "PK"
    assert texts(root, ".//auth:AuthorisationReference") == [asked.reference]


def test_etsi_preservation_says_until_when(small: Built) -> None:
    preservation = request(small, "x/preservation")
    found = set(texts(xml(etsi_xml([preservation])), ".//task:DesiredPreservationExpiration"))
    assert found == {f"{preservation.preserve_until}T23:59:59Z"}


def test_etsi_has_no_task_for_removal(small: Built) -> None:
    with pytest.raises(NoTaskError, match="removal"):
        etsi_xml([request(small, "x/removal")])


def test_etsi_hostile_text_stays_text(small: Built) -> None:
    data = small.pdf("x/information").data("request.json")
    hostile = "</task:Value><x>&amp; \x00\x0b\ufffe \ud800 ]]> <!--"
    data["accounts"][0]["justification"] = hostile
    root = xml(etsi_xml([parse_request(data)]))
    assert root.find(".//x") is None
    (text,) = [text for text in texts(root, ".//task:ManualInformation") if "]]>" in text]
    assert "\\u{0000}\\u{000B}\\u{FFFE} \\u{D800}" in text


# --- Lumen -----------------------------------------------------------------------------------


def notice(request: Request) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(lumen_notices([request], "PK"))["notice"]
    return data


def test_lumen_fits_the_database(small: Built) -> None:
    data = notice(request(small, "x/removal", publication="allowed"))
    assert data["type"] == "GovernmentRequest"
    assert data["request_type"] == "Agency"
    assert "case_id_number" not in data, "a number with letters does not fit the column"
    assert data["subject"].startswith("SPEC-IRU/2026/0042/x/removal")
    assert data["jurisdiction_list"] == "pk"
    roles = {
        entity_notice_roles_attribute["name"]: entity_notice_roles_attribute["entity_attributes"]
        for entity_notice_roles_attribute in data["entity_notice_roles_attributes"]
    }
    assert set(roles) == {"submitter", "sender", "principal", "recipient"}
    assert all(len(entity.get("state", "")) <= 2 for entity in roles.values())
    assert data["works_attributes"], "a notice needs a work"
    with pytest.raises(NotPublicError, match="no copy for others is made"):
        notice(request(small, "x/preservation", publication="allowed"))
    result = request(small, "x/preservation", publication="allowed")
    result = result.model_copy(update={"manner": result.manner.model_copy(update={"copies": True})})
    assert notice(result)["request_type"] == "Records Preservation"


def test_lumen_a_plain_number_is_a_number(small: Built) -> None:
    assert notice(request(small, "x/removal", case_reference="42"))["case_id_number"] == 42
    large = notice(request(small, "x/removal", case_reference="9" * 12))
    assert "case_id_number" not in large


def test_lumen_publishes_no_more_than_may_be(small: Built) -> None:
    for publication in ("redacted", "allowed"):
        data = notice(request(small, "x/removal", publication=publication))
        assert "https://x.com/" not in json.dumps(data)
        assert "specimen_x_new" not in json.dumps(data)
        assert data["works_attributes"], "a notice needs a work"
    with pytest.raises(NotPublicError, match="must not be published"):
        lumen_notices([request(small, "x/removal", publication="not-yet")])


@pytest.mark.parametrize("kind", [kind for kind, spec in SPECS.items() if not spec.lumen])
@pytest.mark.parametrize("form", ["lumen", "etsi"])
def test_a_kind_that_a_form_does_not_know_is_named(
    small: Built, tmp_path: Path, kind: str, form: str
) -> None:
    data = {**small.pdf("x/removal").data("request.json"), "kind": kind, "publication": "allowed"}
    source = tmp_path / "request.json"
    source.write_text(json.dumps(data), encoding="utf-8")
    done = convert(source, "--to", form)
    assert done.exit_code == 2
    assert f": {kind}" in done.stderr
    assert done.stdout == ""


def test_lumen_leaves_out_what_is_no_notice(small: Built) -> None:
    removal = request(small, "x/removal", publication="allowed")
    other = request(small, "x/removal", publication="allowed", kind="contact")
    assert json.loads(lumen_notices([removal, other]))["notice"]["request_type"] == "Agency"


@pytest.mark.parametrize("name", FORMS)
def test_every_form_has_its_exporter(small: Built, name: str) -> None:
    asked = request(small, "x/information", publication="allowed")
    assert FORMS[name].exporter()([asked], "PK")


# --- all of them -----------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_nothing_restricted_is_in_any_form(small: Built, form: str) -> None:
    """Hashes of captures stand in the restricted annex, names of officers not even there."""
    inside = small.restricted("x/removal").squeezed
    hidden = ("specimencapturetool", "0101010101010101", "Onlyinside", "onlyinside")
    assert all(word in inside for word in hidden[:2])
    requests = [request(small, name, publication="allowed") for name in small.requests()]
    data = "".join(FORMS[form].exporter()(requests).decode().split())
    assert not any(word in data for word in hidden)


@pytest.mark.parametrize("form", FORMS)
def test_same_bytes_in_another_process(small: Built, form: str, tmp_path: Path) -> None:
    pdf = small.documents()["x/information"]
    outs = []
    for number, zone in enumerate(("UTC", "Asia/Karachi")):
        out = tmp_path / f"{number}.out"
        environment = {"PYTHONHASHSEED": str(number), "TZ": zone}
        done = process("convert", pdf, "--to", form, "--out", out, environment=environment)
        assert done.returncode == 0, done.stderr
        outs.append(out.read_bytes())
    assert outs[0] == outs[1]


def test_a_dossier_is_taken_as_a_whole(small: Built) -> None:
    requests = read_requests(small.folder / "x" / "request.json")
    assert len(requests) > 3
    found = bundle(*requests)
    assert len(found["report"]) == len(requests)
    assert xml(etsi_xml(requests)).tag == "Messages"


def test_the_command(small: Built, tmp_path: Path) -> None:
    done = convert(small.documents()["x/removal"], "--to", "stix")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["type"] == "bundle"
    wrong = convert(small.documents()["x/removal"], "--to", "etsi", "--out", tmp_path / "a.xml")
    assert wrong.exit_code == 2
    assert "TS 103 120" in wrong.stderr
    assert not list(tmp_path.iterdir())
    text = tmp_path / "text.json"
    text.write_text("{}")
    assert convert(text, "--to", "lumen").exit_code == 2
