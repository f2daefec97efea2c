"""Addresses: what is fetched at all, and which machines are public."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildmark.guard import FetchPolicy, RefusedError
from guildmark.guard.address import check_ip, is_public, parse_address, redirected

POLICY = FetchPolicy()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("https://cdn.example/a.jpg", "https://cdn.example/a.jpg"),
        (" HTTPS://CDN.Example:443/a.jpg ", "https://cdn.example/a.jpg"),
        ("//cdn.example/a.jpg", "https://cdn.example/a.jpg"),
        ("http://cdn.example", "http://cdn.example/"),
        ("http://cdn.example:443/a", "http://cdn.example:443/a"),
        ("https://cdn.example/a.jpg?w=9&u=https://x/?y#part", "https://cdn.example/a.jpg?w=9&u=https://x/?y"),
        ("https://bücher.example/gr%C3%BCn/ü.jpg", "https://xn--bcher-kva.example/gr%C3%BCn/%C3%BC.jpg"),
        ("https://[2606:4700::1111]/a", "https://[2606:4700::1111]/a"),
        ("https://a_b.cdn.example./a", "https://a_b.cdn.example./a"),
    ],
)
def test_an_address_is_taken_apart_and_written_in_ascii(text: str, written: str) -> None:
    assert str(parse_address(text, POLICY)) == written


@pytest.mark.parametrize(
    "text",
    [
        "file:///etc/passwd", "ftp://cdn.example/a", "gopher://cdn.example/", "data:image/png;base64,AAAA", "a.jpg", "",
        "https://", "https:///a", "https://user@cdn.example/a", "https://user:word@cdn.example/a", "https://:@cdn.example/a",
        "https://cdn.example:22/a", "https://cdn.example:8080/a", "https://cdn.example:99999/a", "https://cdn.example:x/a",
        "https://good.example\\@127.0.0.1/a", "https://good.example\\.evil.example/", "https://cdn.example/a\nHost: b",
        "https://cdn.example/a b", "https://cdn.exa mple/a", "https://cdn.example\x00.evil.example/a", "https://[::1/a",
        "https://[fe80::1%25eth0]/a", "https://-.example/a", "https://a..b/", "https://" + "a" * 300 + ".example/",
        "https://cdn.example/" + "a" * 5000, "https://cdn.example/<script>", "javascript:alert(1)", "https:cdn.example",
    ],
)  # fmt: skip
def test_an_address_that_leaves_something_to_guess_is_refused(text: str) -> None:
    with pytest.raises(RefusedError) as refused:
        parse_address(text, POLICY)
    assert refused.value.kind == "address refused"


@given(st.text(max_size=60))
def test_any_text_is_an_address_of_plain_characters_or_is_refused(text: str) -> None:
    try:
        address = parse_address(f"https://{text}", POLICY)
    except RefusedError:
        return
    assert str(address).isascii()
    assert str(address).isprintable()
    assert address.port in (80, 443)
    assert parse_address(str(address), POLICY) == address


@pytest.mark.parametrize(
    "ip",
    [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.9.9.9", "169.254.169.254",
        "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.51.100.1",
        "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16",
        "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a00:1",
        "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::",
        "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "3fff::1", "5f00::1",
    ],
)  # fmt: skip
def test_a_machine_that_is_not_public_is_never_connected_to(ip: str) -> None:
    assert not is_public(ip_address(ip))
    with pytest.raises(RefusedError, match="which is no public address"):
        check_ip(ip, 443, POLICY)


@pytest.mark.parametrize(
    "ip", ["1.1.1.1", "172.15.0.1", "172.32.0.1", "100.63.0.1", "2606:4700::1111", "64:ff9b::101:101"]
)
def test_a_public_machine_may_be_connected_to_at_the_usual_ports(ip: str) -> None:
    check_ip(ip, 443, POLICY)
    check_ip(ip, 80, POLICY)
    with pytest.raises(RefusedError, match="port 22 is not fetched from, only 80 and 443"):
        check_ip(ip, 22, POLICY)


def test_a_port_of_this_machine_that_a_test_allows_opens_no_other_machine() -> None:
    policy = FetchPolicy(loopback_ports=frozenset({5000}))
    check_ip("127.0.0.1", 5000, policy)
    for ip, port in (("127.0.0.1", 443), ("127.0.0.1", 5001), ("10.0.0.1", 5000), ("1.1.1.1", 5000), ("0.0.0.0", 5000)):
        with pytest.raises(RefusedError):
            check_ip(ip, port, policy)


@pytest.mark.parametrize(
    ("location", "onward"),
    [
        ("b.jpg", "https://cdn.example/x/b.jpg"),
        ("/b", "https://cdn.example/b"),
        ("//o.example/b", "https://o.example/b"),
    ],
)
def test_a_redirect_is_read_from_where_it_stands(location: str, onward: str) -> None:
    assert str(redirected(parse_address("https://cdn.example/x/a.jpg", POLICY), location, POLICY)) == onward


@pytest.mark.parametrize(
    "location", ["http://cdn.example/a", "file:///etc/passwd", "https://u:p@o.example/", "https://["]
)
def test_a_redirect_out_of_https_or_to_what_is_no_address_is_refused(location: str) -> None:
    here = parse_address("https://cdn.example/", POLICY)
    with pytest.raises(RefusedError):
        redirected(here, location, POLICY)
