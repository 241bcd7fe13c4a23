"""Pages from the web, politely and safely: robots.txt, one request at a time per host, and no way into private networks."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import httpx

from communique.pages.inputs import NotRead, SourceOptions, Validators

Resolve = Callable[[str, int], Iterable[str]]
"""The addresses of a host and port."""
ROBOTS_BYTES = 512 * 1024
REDIRECTS = frozenset({301, 302, 303, 307, 308})


def user_agent() -> str:
    """What this program calls itself."""
    try:
        return f"communique/{version('communique')}"
    except PackageNotFoundError:
        return "communique/0"


def resolve(host: str, port: int) -> list[str]:
    """The IP addresses of `host`, from the system's resolver."""
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_private(address: str) -> bool:
    """True for any address that is not one of the public internet."""
    try:
        ip = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return True
    mapped = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return not ip.is_global or ip.is_multicast or (mapped is not None and not mapped.is_global)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as a server sent it: its bytes, its address after all redirects, its type, encoding and validators."""

    data: bytes
    url: str
    media: str
    charset: str | None
    validators: Validators
    fetched: str


@dataclass(slots=True)
class Fetcher:
    """Fetches pages; holds the connections, robots.txt files and times of last requests of one run."""

    options: SourceOptions
    resolve: Resolve = resolve
    transport: httpx.BaseTransport | None = None
    sleep: Callable[[float], None] = time.sleep
    robots: dict[str, RobotFileParser | None] = field(default_factory=dict)
    last: dict[str, float] = field(default_factory=dict)

    def address(self, url: str) -> tuple[str, str]:
        """Host and a checked IP address for `url`.

        Raises:
            NotRead: ``bad_url``, ``unresolved`` or ``private_address``.
        """
        try:
            parts = urlsplit(url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError:
            raise NotRead("bad_url", "this is no address that can be fetched") from None
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise NotRead("bad_url", f"only http and https are fetched, not {parts.scheme or 'this'!r}")
        try:
            addresses = list(self.resolve(parts.hostname, port))
        except (OSError, UnicodeError) as error:
            raise NotRead("unresolved", f"no address for {parts.hostname}: {error}") from None
        if not addresses:
            raise NotRead("unresolved", f"no address for {parts.hostname}")
        if not self.options.allow_private and any(is_private(address) for address in addresses):
            raise NotRead(
                "private_address",
                f"{parts.hostname} is an address of a private network; --allow-private lets it be read",
            )
        return parts.hostname, addresses[0]

    def wait(self, host: str) -> None:
        """Keep the distance between two requests to one host."""
        ago = time.monotonic() - self.last.get(host, float("-inf"))
        if ago < self.options.delay_seconds:
            self.sleep(self.options.delay_seconds - ago)
        self.last[host] = time.monotonic()

    def request(self, url: str, headers: dict[str, str], limit: int) -> tuple[int, httpx.Headers, bytes]:
        """One request, no redirect followed: status, headers and at most `limit` bytes.

        The connection goes to the very address that was checked, so that a name cannot change its mind in between.

        Raises:
            NotRead: ``timeout``, ``http_error``, ``too_large`` and what `address` raises.
        """
        host, ip = self.address(url)
        self.wait(host)
        parsed = httpx.URL(url)
        target = parsed.copy_with(host=ip)
        deadline = time.monotonic() + 3 * self.options.timeout_seconds
        sent = {
            "User-Agent": user_agent(),
            "Accept": "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,text/plain;q=0.8",
            **headers,
        }
        sent["Host"] = parsed.netloc.decode("ascii")
        try:
            with (
                httpx.Client(
                    timeout=self.options.timeout_seconds,
                    follow_redirects=False,
                    transport=self.transport,
                    trust_env=False,
                ) as client,
                client.stream("GET", target, headers=sent, extensions={"sni_hostname": host}) as response,
            ):
                data = bytearray()
                for chunk in response.iter_bytes(65536):
                    data += chunk
                    if len(data) > limit:
                        raise NotRead("too_large", f"more than {limit:,} bytes")
                    if time.monotonic() > deadline:
                        raise NotRead("timeout", f"not all sent within {3 * self.options.timeout_seconds:.0f} seconds")
                return response.status_code, response.headers, bytes(data)
        except httpx.TimeoutException:
            raise NotRead("timeout", f"no answer within {self.options.timeout_seconds:.0f} seconds") from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
            raise NotRead("http_error", f"{type(error).__name__}: {str(error)[:150]}") from None

    def follow(
        self, url: str, headers: dict[str, str], limit: int, *, check_robots: bool
    ) -> tuple[str, int, httpx.Headers, bytes]:
        """`request` through redirects, every hop checked as the first.

        Raises:
            NotRead: as `request`; ``robots``; ``redirects`` past the limit.
        """
        for _ in range(self.options.max_redirects + 1):
            if check_robots and not self.allowed(url):
                raise NotRead("robots", "its robots.txt asks not to")
            status, answer, data = self.request(url, headers, limit)
            if status not in REDIRECTS or "location" not in answer:
                return url, status, answer, data
            url = urljoin(url, answer["location"])
        raise NotRead("redirects", f"more than {self.options.max_redirects} redirects")

    def allowed(self, url: str) -> bool:
        """True where robots.txt of the host lets this program fetch `url`; a host without one allows all."""
        if not self.options.respect_robots:
            return True
        parts = urlsplit(url)
        root = f"{parts.scheme}://{parts.netloc}"
        if root not in self.robots:
            self.robots[root] = self.read_robots(root)
        rules = self.robots[root]
        return rules is None or rules.can_fetch(user_agent(), url)

    def read_robots(self, root: str) -> RobotFileParser | None:
        """The rules of a host; null where there are none. A server in trouble is taken to forbid."""
        try:
            _, status, _, data = self.follow(f"{root}/robots.txt", {}, ROBOTS_BYTES, check_robots=False)
        except NotRead as problem:
            if problem.reason in {"private_address", "bad_url", "unresolved", "timeout", "http_error"}:
                raise
            return None
        rules = RobotFileParser()
        if status >= 500:
            rules.parse(["User-agent: *", "Disallow: /"])
            return rules
        if status >= 400:
            return None
        rules.parse(data.decode("utf-8", "replace").splitlines())
        return rules

    def fetch(self, url: str) -> Fetched:
        """The page at `url`.

        Raises:
            NotRead: ``not_modified`` where `SourceOptions.known` is still right, ``http_error`` for an error status, and more.
        """
        known = self.options.known.get(url)
        headers = {"If-None-Match": known.etag} if known and known.etag else {}
        headers |= {"If-Modified-Since": known.last_modified} if known and known.last_modified else {}
        final, status, answer, data = self.follow(url, headers, self.options.max_page_bytes, check_robots=True)
        if status == 304:
            raise NotRead("not_modified", "unchanged since it was last fetched")
        if status != 200:
            raise NotRead("http_error", f"HTTP status {status}")
        media, _, rest = answer.get("content-type", "").partition(";")
        charset = rest.partition("charset=")[2].strip("\"' ").split(";")[0] or None
        validators = Validators(answer.get("etag"), answer.get("last-modified"))
        return Fetched(data, final, media.strip().lower(), charset, validators, datetime.now(UTC).isoformat())
