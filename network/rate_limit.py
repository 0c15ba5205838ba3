"""How often one network may ask, counted in the cache that all web processes share."""

import time
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

# What one household or office usually holds: more would let one attacker count as many.
PREFIX_LENGTHS = {4: 24, 6: 64}


def is_asked_too_often(request: HttpRequest, *, action: str, limit: int, seconds: int) -> bool:
    """Count this request; True when its network has spent ``limit`` in this span of ``seconds``.

    Spans are fixed, so a caller comes back at the latest after one. The count is not exact under
    contention: a few more may pass, which a code of 130 bits can bear.
    """
    span = int(time.time() // seconds)
    key = f"asked:{action}:{span}:{client_network(request)}"
    if cache.add(key, 1, timeout=2 * seconds):
        return limit < 1
    try:
        return int(cache.incr(key)) > limit
    except ValueError:
        # The count was thrown out between the two calls: a new one begins.
        cache.set(key, 1, timeout=2 * seconds)
        return False


def client_network(request: HttpRequest) -> str:
    """Return the network that a request comes from: the /24 or /64 around its address.

    Behind ``TRUSTED_PROXY_COUNT`` proxies the address is the one that the outermost of them wrote
    into X-Forwarded-For; whatever stands before it was written by the caller and is not believed.
    """
    try:
        address = ip_address(_client_address(request))
    except ValueError:
        return "unknown"
    plain = getattr(address, "ipv4_mapped", None) or address
    return str(_network_around(plain))


def _network_around(address: IPv4Address | IPv6Address) -> object:
    return ip_network(f"{address}/{PREFIX_LENGTHS[address.version]}", strict=False)


def _client_address(request: HttpRequest) -> str:
    proxies: int = settings.TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if 0 < proxies <= len(forwarded) and forwarded[-proxies]:
        return forwarded[-proxies]
    address: str = request.META.get("REMOTE_ADDR", "")
    return address
