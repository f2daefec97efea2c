"""The Traffic Light Protocol 2.0 as marking definitions, with the ids that OASIS publishes for it.

Source: OASIS cti-stix-common-objects, extension definition "tlp-2.0", October 2022 (extension, five markings, their
date); FIRST, "Traffic Light Protocol (TLP)", version 2.0. TLP 1.0: STIX 2.1, section 7.2.1.4.
"""

from collections.abc import Iterable, Mapping
from typing import Any

TLP_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
CREATED = "2022-10-01T00:00:00.000Z"
NARROWEST_FIRST = ("RED", "AMBER+STRICT", "AMBER", "GREEN", "CLEAR")
IDS = {
    "CLEAR": "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    "GREEN": "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "AMBER": "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "AMBER+STRICT": "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    "RED": "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
# TLP 1.0, which STIX 2.1 has itself and other tools still write; its white is what is now clear.
EARLIER = {
    "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": "CLEAR",
    "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": "GREEN",
    "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": "AMBER",
    "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": "RED",
}
BY_ID = {name: tlp for tlp, name in IDS.items()} | EARLIER

MARKINGS: Mapping[str, Mapping[str, Any]] = {
    tlp: {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": name,
        "created": CREATED,
        "name": f"TLP:{tlp}",
        "extensions": {TLP_EXTENSION: {"extension_type": "property-extension", "tlp_2_0": tlp.lower()}},
    }
    for tlp, name in IDS.items()
}


def narrowest(references: Iterable[str]) -> str | None:
    """The narrowest marking that is named; None where none is known."""
    named = {BY_ID[one] for one in references if one in BY_ID}
    return next((tlp for tlp in NARROWEST_FIRST if tlp in named), None)
