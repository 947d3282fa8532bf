"""Which network addresses may be called on somebody's behalf: those that everybody can reach, and no others."""

import ipaddress

# What `ipaddress` calls global, and yet is not a stranger on the internet.
REFUSED_V4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "192.0.0.0/24",
        "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.175.48.0/24", "198.18.0.0/15", "224.0.0.0/3",
    )
)  # fmt: skip
# Only this part of IPv6 is given out to the public; within it, addresses that carry or stand for others.
PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")
REFUSED_V6 = tuple(
    ipaddress.IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48",
    "3fff::/20")
)  # fmt: skip
# An IPv4 address in the lower half (ISATAP), whatever the upper half is.
CARRIES_V4 = (0x00005EFE, 0x02005EFE)


def is_public(address: str) -> bool:
    """Whether an address, as digits, belongs to the public internet and is nobody's inside."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv4Address):
        return parsed.is_global and not any(parsed in network for network in REFUSED_V4)
    if parsed.scope_id or parsed not in PUBLIC_V6 or not parsed.is_global:
        return False
    if any(parsed in network for network in REFUSED_V6):
        return False
    return (int(parsed) >> 32) & 0xFFFFFFFF not in CARRIES_V4


def is_loopback(address: str) -> bool:
    """Whether an address, as digits, is this computer itself."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
