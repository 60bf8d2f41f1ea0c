"""The network of a seal: a time-stamp authority and revocation servers that the officer named.

A certificate carries addresses of its own; none of them is asked unless its host was named, and no
answer may send us on to another address.
"""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
from asn1crypto import tsp
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko_certvalidator.fetchers import FetcherBackend, Fetchers
from pyhanko_certvalidator.fetchers.requests_fetchers.cert_fetch_client import (
    RequestsCertificateFetcher,
)
from pyhanko_certvalidator.fetchers.requests_fetchers.crl_client import RequestsCRLFetcher
from pyhanko_certvalidator.fetchers.requests_fetchers.ocsp_client import RequestsOCSPFetcher

from demarche.trust.seal import SealError

TIMEOUT = 15
"""Seconds for one question."""
LARGEST = 20_000_000
"""Bytes of one answer; the largest public revocation lists have a few million."""


def host_of(address: str) -> str:
    """Host and port of an address as the officer wrote it: an URL, or the host alone."""
    parts = urlsplit(address if "://" in address else f"//{address}")
    if not parts.hostname or parts.scheme not in ("", "http", "https"):
        raise SealError(f"not an http:// or https:// URL: {address}")
    try:
        port = parts.port
    except ValueError:
        raise SealError(f"not an http:// or https:// URL: {address}") from None
    # Without a port the usual one of either scheme is meant.
    return f"{parts.hostname.lower()}:{port or (443 if parts.scheme == 'https' else 80)}"


def ask(url: str, data: bytes | None, headers: dict[str, str]) -> requests.Response:
    """One question, answered by the address itself. Raises requests' errors."""
    response = requests.request(
        "GET" if data is None else "POST",
        url,
        data=data,
        headers=headers,
        timeout=TIMEOUT,
        allow_redirects=False,
        stream=True,
    )
    body = response.raw.read(LARGEST + 1, decode_content=True)
    if len(body) > LARGEST:
        raise requests.RequestException("the answer is too long")
    response._content = body  # noqa: SLF001  (read here, up to the limit)
    if response.status_code != 200:
        raise requests.RequestException(f"status {response.status_code}")
    return response


@dataclass
class NamedHosts(FetcherBackend):
    """Asks the named hosts only; keeps the addresses that it refused, to tell them."""

    hosts: frozenset[str]
    refused: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, addresses: Iterable[str]) -> NamedHosts:
        """From addresses as the officer wrote them. Raises SealError."""
        return cls(frozenset(map(host_of, addresses)))

    def get_fetchers(self) -> Fetchers:
        return Fetchers(
            ocsp_fetcher=_closed(RequestsOCSPFetcher, self),
            crl_fetcher=_closed(RequestsCRLFetcher, self),
            cert_fetcher=_closed(RequestsCertificateFetcher, self),
        )

    async def close(self) -> None:
        """Nothing is held open."""

    def check(self, url: str) -> None:
        """Raises a request's error where the host was not named."""
        try:
            named = urlsplit(url).scheme in ("http", "https") and host_of(url) in self.hosts
        except SealError:
            named = False
        if not named:
            self.refused.add(url)
            raise requests.RequestException(f"not allowed: {url}")


def _closed(base: Any, hosts: NamedHosts) -> Any:
    """A client of the library whose questions go through the list of named hosts."""

    class Closed(base):  # type: ignore[misc]
        def _get(self, url: str, *, acceptable_content_types: Iterable[str]) -> Any:
            headers = {"Accept": ",".join(acceptable_content_types)}
            return to_thread(self._ask, url, None, headers)

        def _post(
            self,
            url: str,
            data: bytes,
            *,
            content_type: str,
            acceptable_content_types: Iterable[str],
        ) -> Any:
            accept = ",".join(acceptable_content_types)
            headers = {"Accept": accept, "Content-Type": content_type}
            return to_thread(self._ask, url, data, headers)

        def _ask(self, url: str, data: bytes | None, headers: dict[str, str]) -> Any:
            hosts.check(url)
            return ask(url, data, headers)

    return Closed(per_request_timeout=TIMEOUT)


class TimeStampAuthority(TimeStamper):
    """A time-stamp authority (RFC 3161) at the address that the officer named."""

    def __init__(self, url: str) -> None:
        host_of(url)
        if not url.startswith(("http://", "https://")):
            raise SealError(f"time-stamp authority must be an http:// or https:// URL: {url}")
        self.url = url
        super().__init__()  # type: ignore[no-untyped-call]

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        headers = {
            "Content-Type": "application/timestamp-query",
            "Accept": "application/timestamp-reply",
        }
        try:
            answer = await to_thread(ask, self.url, req.dump(), headers)
        except (requests.RequestException, OSError) as error:
            raise TimestampRequestError(f"{self.url}: {_short(error)}") from error
        try:
            response = tsp.TimeStampResp.load(answer.content, strict=True)
            response["status"]["status"].native  # noqa: B018  (reads it, which loading does not)
        except (ValueError, TypeError) as error:
            raise TimestampRequestError(f"{self.url}: the answer is not a time stamp") from error
        return response


def _short(error: BaseException) -> str:
    if isinstance(error, requests.ConnectionError):
        return "no connection"
    if isinstance(error, requests.Timeout):
        return "no answer in time"
    return str(error)
