"""demarche seal: a signature and a time stamp on finished documents."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from demarche.cli.common import BAD, report_errors

if TYPE_CHECKING:
    from demarche.trust.seal import SealError
    from demarche.trust.seal.sign import Plan

PASSPHRASE, PIN = "DEMARCHE_PASSPHRASE", "DEMARCHE_PIN"
"""Environment variables; a secret is never an option, which other users of the machine can read."""

_FILE = click.Path(dir_okay=False, path_type=Path)
_LEVELS = ("b-b", "b-t", "b-lt", "b-lta")


@click.command()
@click.argument(
    "named", nargs=-1, required=True, metavar="PDF|FOLDER…", type=click.Path(path_type=Path)
)
@click.option("--p12", type=_FILE, help="PKCS#12 file with the key and its certificate.")
@click.option("--pkcs11", metavar="LIBRARY", help="PKCS#11 library of a token that holds the key.")
@click.option("--token", metavar="LABEL", help="Label of the token.")
@click.option("--cert-label", metavar="LABEL", help="Label of the certificate in the token.")
@click.option("--key-label", metavar="LABEL", help="Label of the key; default: the certificate's.")
@click.option("--chain", multiple=True, type=_FILE, help="Intermediate certificates.")
@click.option("--trust", multiple=True, type=_FILE, help="Root certificates of the chains.")
@click.option("--crl", multiple=True, type=_FILE, help="Revocation list (DER or PEM).")
@click.option("--tsa", metavar="URL", help="Time-stamp authority (RFC 3161).")
@click.option(
    "--ask",
    multiple=True,
    metavar="HOST[:PORT]",
    help="Server to query for certificate revocation; no other is contacted.",
)
@click.option(
    "--level",
    type=click.Choice(_LEVELS),
    help="PAdES level (default: b-t with --tsa, b-b without); b-lta for long-term validity.",
)
@report_errors
def seal(named: tuple[Path, ...], **options: Any) -> None:
    """Sign documents with a PAdES seal.

    Writes NAME-sealed.pdf next to each document and records it in the manifest.

    The sealed file begins with the unsealed one, byte for byte. The passphrase or the PIN is asked
    for, or read from DEMARCHE_PASSPHRASE or DEMARCHE_PIN. Drafts are not sealed. All documents are
    sealed or none.
    """
    from demarche.kernel.problems import InputError, Place
    from demarche.kernel.workspace import shown

    try:
        from demarche.trust.seal import SealError
        from demarche.trust.seal.seal_documents import find_documents, seal_all
        from demarche.trust.seal.sign import Level, Plan
        from demarche.trust.seal.signing_keys import read_certificates, read_list
    except ModuleNotFoundError as error:
        remedy = "pip install 'demarche[seal]'"
        place = Place("demarche seal")
        raise InputError.single(place, "", f"needs the package {error.name}", remedy) from None
    _check(options)
    try:
        plan = Plan(
            Level(options["level"] or ("b-t" if options["tsa"] else "b-b")),
            options["tsa"],
            read_certificates(options["trust"]),
            read_certificates(options["chain"]),
            [read_list(file) for file in options["crl"]],
            options["ask"],
        )
        plan.check()
        documents = find_documents(named)
        with _key(options, plan.chain) as signer:
            proof = _proof(signer.signing_cert, plan)
            written = seal_all(documents, signer, plan, dt.datetime.now(dt.UTC), proof)
            if not plan.roots:
                click.echo("revocation not checked: no --trust given", err=True)
    except SealError as error:
        _tell(error)
    for path in written:
        click.echo(shown(path))


def _proof(certificate: Any, plan: Plan) -> Callable[[bytes], list[str]]:
    """What `verify` says against a sealed file, by the certificate and by the roots named."""
    from demarche.trust.seal.signing_keys import fingerprint
    from demarche.trust.verify.seal_check import Trust, check_seal
    from demarche.trust.verify.verify_report import Outcome

    whom = [Trust(fingerprint(certificate), (), plan.lists)]
    if plan.roots:
        whom.append(Trust(None, plan.roots, plan.lists))

    def faults(data: bytes) -> list[str]:
        checks = [check for trust in whom for check in check_seal(data, trust).checks]
        texts = (
            f"{check.name}: {check.text}" for check in checks if check.outcome is Outcome.DIFFERS
        )
        return list(dict.fromkeys(texts))

    return faults


def _tell(error: SealError) -> None:
    click.echo(str(error), err=True)
    click.echo("no files written", err=True)
    sys.exit(BAD)


def _check(options: dict[str, Any]) -> None:
    """Raise a usage error where the options do not name one key."""
    if (options["p12"] is None) == (options["pkcs11"] is None):
        raise click.UsageError("pass one key: --p12 FILE, or --pkcs11 LIBRARY")
    for name in ("token", "cert_label"):
        option = f"--{name.replace('_', '-')}"
        if options["pkcs11"] is not None and not options[name]:
            raise click.UsageError(f"--pkcs11 needs {option}")
        if options["p12"] is not None and options[name]:
            raise click.UsageError(f"{option} belongs to --pkcs11")


@contextmanager
def _key(options: dict[str, Any], chain: Any) -> Iterator[Any]:
    from demarche.trust.seal.signing_keys import open_p12, open_token

    if options["p12"] is not None:
        yield open_p12(options["p12"], _secret(PASSPHRASE, "Passphrase"), chain)
        return
    with open_token(
        options["pkcs11"],
        options["token"],
        _secret(PIN, "PIN"),
        certificate=options["cert_label"],
        key=options["key_label"],
        chain=chain,
    ) as signer:
        yield signer


def _secret(variable: str, name: str) -> str:
    from demarche.trust.seal import SealError

    if variable in os.environ:
        return os.environ[variable]
    if not sys.stdin.isatty():
        raise SealError(f"no {name.lower()}", f"set {variable}, or run on a terminal")
    secret: str = click.prompt(name, hide_input=True, err=True)
    return secret
