"""A certification authority, a time-stamp authority and their server, made anew for each run.

No key is kept anywhere: all are drawn when the tests begin and lie in a temporary folder.
"""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PASSPHRASE = "a passphrase of the tests"  # noqa: S105
OFFICE = "Internet Referral Unit (Specimen)"
"""Whom the specimen office's pages name as the holder of the seal."""
NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)

_OPENSSL = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
certs = {folder}/chain.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
"""


@dataclass
class Server:
    """A server on loopback: revocation lists by path, time stamps by `openssl ts`."""

    folder: Path
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                self._send(outer.files.get(self.path), "application/pkix-crl")

            def do_POST(self) -> None:
                outer.asked.append(self.path)
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.path == "/elsewhere":
                    self.send_response(307)
                    self.send_header("Location", "/tsa")
                    self.end_headers()
                    return
                answer = outer.stamp(body) if self.path == "/tsa" else b"nonsense"
                self._send(answer, "application/timestamp-reply")

            def _send(self, data: bytes | None, kind: str) -> None:
                self.send_response(200 if data else 404)
                self.send_header("Content-Type", kind)
                self.end_headers()
                self.wfile.write(data or b"")

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self._server.server_port}"
        self.url = f"http://{self.host}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stamp(self, query: bytes) -> bytes:
        """A time stamp by OpenSSL."""
        name = f"q{len(self.asked)}"
        (self.folder / f"{name}.tsq").write_bytes(query)
        subprocess.run(
            [
                *("openssl", "ts", "-reply", "-config", str(self.folder / "tsa.cnf")),
                *("-queryfile", str(self.folder / f"{name}.tsq")),
                *("-out", str(self.folder / f"{name}.tsr")),
            ],
            check=True,
            capture_output=True,
        )
        return (self.folder / f"{name}.tsr").read_bytes()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@dataclass(frozen=True)
class Entity:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def fingerprint(self) -> str:
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )

    def p12(self, *chain: Entity) -> bytes:
        return pkcs12.serialize_key_and_certificates(
            b"seal",
            self.key,
            self.certificate,
            [issuer.certificate for issuer in chain],
            serialization.BestAvailableEncryption(PASSPHRASE.encode()),
        )


def issue(
    name: str,
    issuer: Entity | None = None,
    *,
    authority: bool = False,
    stamps: bool = False,
    crl: str | None = None,
    days: tuple[int, int] = (-2, 365),
    serial: int | None = None,
    signs: bool = True,
    organisation: str = OFFICE,
) -> Entity:
    """A certificate of the test authority; without `issuer` it signs itself."""
    key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(NOW + days[0] * DAY)
        .not_valid_after(NOW + days[1] * DAY)
        .add_extension(x509.BasicConstraints(authority, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.KeyUsage(
                digital_signature=signs and not authority,
                content_commitment=signs and not authority,
                key_encipherment=not signs,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=authority,
                crl_sign=authority,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
    )
    if issuer:
        public = issuer.key.public_key()
        builder = builder.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False
        )
    if stamps:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, critical=True)
    if crl:
        point = x509.DistributionPoint([x509.UniformResourceIdentifier(crl)], None, None, None)
        builder = builder.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    return Entity(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key)


def revocation_list(issuer: Entity, *revoked: Entity) -> bytes:
    """A CRL of today, DER."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(NOW - DAY / 24)
        .next_update(NOW + 30 * DAY)
        .add_extension(x509.CRLNumber(1), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()),
            critical=False,
        )
    )
    for certificate in revoked:
        builder = builder.add_revoked_certificate(
            x509.RevokedCertificateBuilder()
            .serial_number(certificate.certificate.serial_number)
            .revocation_date(NOW - DAY)
            .build()
        )
    done = builder.sign(issuer.key, hashes.SHA256())
    return done.public_bytes(serialization.Encoding.DER)


@dataclass(frozen=True)
class Pki:
    """Everything that sealing and verifying need."""

    folder: Path
    server: Server
    root: Entity
    issuing: Entity
    seal: Entity
    revoked: Entity
    expired: Entity
    stranger: Entity
    wrong_use: Entity

    def file(self, name: str) -> Path:
        return self.folder / name

    @property
    def tsa(self) -> str:
        return f"{self.server.url}/tsa"


def make_pki(folder: Path) -> Pki:
    """Draw the keys, write the files, start the server."""
    server = Server(folder)
    root = issue("Test root", authority=True)
    at = {"crl": f"{server.url}/issuing.crl"}
    issuing = issue("Test issuing", root, authority=True, crl=f"{server.url}/root.crl")
    seal = issue("Test seal of an office", issuing, **at)  # type: ignore[arg-type]
    revoked = issue("Test revoked", issuing, **at)  # type: ignore[arg-type]
    stamper = issue("Test time stamps", issuing, stamps=True, **at)  # type: ignore[arg-type]
    expired = issue("Test expired", issuing, days=(-30, -3))
    wrong_use = issue("Test of the wrong use", issuing, signs=False)
    other = issue("Test seal", issuing, organisation="Another office (Specimen)")
    stranger = issue("Test seal of an office", issue("Test root", authority=True))
    server.files = {
        "/root.crl": revocation_list(root),
        "/issuing.crl": revocation_list(issuing, revoked),
    }
    files = {
        "root.pem": root.pem,
        "chain.pem": issuing.pem,
        "seal.p12": seal.p12(issuing),
        "revoked.p12": revoked.p12(issuing),
        "expired.p12": expired.p12(issuing),
        "wrong-use.p12": wrong_use.p12(issuing),
        "stranger.p12": stranger.p12(),
        "other-office.p12": other.p12(issuing),
        "seal.pem": seal.pem,
        "seal.key": seal.key_pem,
        "root.crl": server.files["/root.crl"],
        "issuing.crl": server.files["/issuing.crl"],
        "tsa.pem": stamper.pem,
        "tsa.key": stamper.key_pem,
        "serial": b"01\n",
        "tsa.cnf": _OPENSSL.format(folder=folder).encode(),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return Pki(folder, server, root, issuing, seal, revoked, expired, stranger, wrong_use)


def have_openssl() -> bool:
    """Whether time stamps can be made."""
    return shutil.which("openssl") is not None
