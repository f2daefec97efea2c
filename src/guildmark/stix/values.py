"""Known-bad values in the pattern language of STIX: by the observables of the standard where it has one for them.

Source: OASIS, "STIX Version 2.1", section 9 (patterns), and sections 6.4, 6.5, 6.15 and 6.16 (domain-name, email-addr,
url, user-account).
"""

from collections.abc import Mapping
from typing import Any

from stix2.exceptions import STIXError
from stix2.pattern_visitor import create_pattern_object
from stix2.patterns import (
    AndBooleanExpression,
    EqualityComparisonExpression,
    ObjectPath,
    ObservationExpression,
    StringConstant,
)

from guildmark.indicators import Indicator, normalise
from guildmark.indicators.forms.web import host_of
from guildmark.indicators.indicator import (
    ACCOUNT,
    ADDRESS,
    CHAT,
    DOMAIN,
    EMAIL,
    EMBEDDING,
    PHONE,
    PICTURE,
    POSTAL,
    SELLER,
    TEXT,
)
from guildmark.records import InputError

PATTERN_TYPE, PATTERN_VERSION = "stix", "2.1"
LONGEST_SIMPLE = 1_000  # characters of a pattern that is read as a value
SCHEME = "https://"  # which the one form of a web address leaves out
OBSERVABLES = {DOMAIN: "domain-name", EMAIL: "email-addr", ADDRESS: "url"}
ACCOUNTS = {CHAT: "account_login", ACCOUNT: "account_login", SELLER: "user_id"}  # of user-account
# What the standard has no observable for: objects of our own, each with one property `value`.
CUSTOM: Mapping[str, str] = {
    PHONE: "x-guildmark-phone",
    POSTAL: "x-guildmark-postal-address",
    PICTURE: "x-guildmark-pdq",
    EMBEDDING: "x-guildmark-embedding",
    TEXT: "x-guildmark-text",
}
ENDED = "x-guildmark-ended"  # of what was taken back, which says nothing of what it was


def pattern_of(one: Indicator) -> str:
    """The pattern that finds a value; quotes and backslashes are escaped as the language asks."""
    if one.kind in ACCOUNTS:
        service = _equal("user-account:account_type", one.service)
        return str(ObservationExpression(AndBooleanExpression([service, _equal(account_path(one.kind), one.name)])))
    value = SCHEME + one.value if one.kind == ADDRESS else one.value
    return _simple(f"{object_type(one.kind)}:value", value)


def ended_pattern(state: str) -> str:
    """A pattern for what ended: the standard has every indicator carry one. Nothing matches it."""
    return _simple(f"{ENDED}:state", state)


def object_type(kind: str) -> str:
    """The type of the observable that has values of a kind."""
    return "user-account" if kind in ACCOUNTS else OBSERVABLES.get(kind) or CUSTOM[kind]


def account_path(kind: str) -> str:
    """Where an account has the name, or the id, that is the value."""
    return f"user-account:{ACCOUNTS[kind]}"


def value_in(pattern: str) -> Indicator:
    """The value in a pattern of another maker: one domain, e-mail address or web address that something equals.

    A host below a domain stands for that host alone, so it is a web address here. Errors: InputError.
    """
    found, value = _compared(pattern)
    kind = next((kind for kind, name in OBSERVABLES.items() if found == f"{name}:value"), None)
    if kind is None:
        raise InputError(f"its pattern compares {found[:60]!r}, which is not read here: {_read_here()} are")
    if kind == DOMAIN and normalise(DOMAIN, value).value != host_of(value):
        kind = ADDRESS
    return normalise(kind, value)


def _compared(pattern: str) -> tuple[str, str]:
    """The path and the value of a pattern that is one simple comparison. Errors: InputError."""
    refusal = InputError(f"its pattern is no single comparison by `=` of a plain value: {_read_here()} are read here")
    # The library leaves what is escaped as it stands; no value that is read here has a backslash.
    if len(pattern) > LONGEST_SIMPLE or "\\" in pattern:
        raise refusal
    try:
        parsed = create_pattern_object(pattern, version=PATTERN_VERSION)
    except (STIXError, ValueError, TypeError, AttributeError, RecursionError):
        raise refusal from None
    one: Any = parsed.operand if isinstance(parsed, ObservationExpression) else None
    if not isinstance(one, EqualityComparisonExpression) or one.negated or not isinstance(one.rhs, StringConstant):
        raise refusal
    return str(one.lhs), str(one.rhs.value)


def _read_here() -> str:
    return ", ".join(f"{name}:value" for name in OBSERVABLES.values())


def _simple(path: str, value: str) -> str:
    return str(ObservationExpression(_equal(path, value)))


def _equal(path: str, value: str) -> EqualityComparisonExpression:
    return EqualityComparisonExpression(ObjectPath.make_object_path(path), StringConstant(value))
