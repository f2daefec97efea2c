"""Pictures that are near to some: found by their bands, among the previews of marketplaces whose cases are seen."""

from collections.abc import Sequence

import numpy as np

from guildmark.hub.cases.models import Preview
from guildmark.hub.members.actor import Actor
from guildmark.hub.members.models import Organisation
from guildmark.hub.members.roles import MARKETPLACE
from guildmark.hub.searches import keys
from guildmark.hub.searches.keys import Clause
from guildmark.hub.searches.models import PictureBand
from guildmark.hub.searches.near import distances_bits, near_bands
from guildmark.pictures import MATCH_BITS

MOST_COMPARED = 100_000  # previews that share a band, of each marketplace
MOST_NEAR = 2_000  # the nearest
AT_ONCE = 10_000


def near_pictures(hashes: Sequence[bytes], but: str, actor: Actor) -> tuple[Clause, bool]:
    """The keys of pictures within MATCH_BITS of one of these hashes, without the one of digest `but`; and whether some
    were left out.

    A key carries the marketplace that sent the preview: what another says of a picture changes nothing that is found.
    """
    bands = near_bands(hashes)
    near: list[tuple[int, int]] = []
    cut = False
    for marketplace in _marketplaces(actor):
        rows = PictureBand.objects.filter(organisation=marketplace, band__in=bands)
        numbers = list(set(rows.values_list("preview", flat=True)[: MOST_COMPARED * 2]))
        cut |= len(numbers) > MOST_COMPARED
        for start in range(0, min(len(numbers), MOST_COMPARED), AT_ONCE):
            previews = Preview.objects.filter(pk__in=numbers[start : min(start + AT_ONCE, MOST_COMPARED)])
            told = list(previews.exclude(digest=but).values_list("organisation_id", "digest", "hash"))
            bits = distances_bits([bytes(hash_ or b"") for _, _, hash_ in told], hashes)
            near += [
                (int(bits[place]), keys.preview(told[place][0], told[place][1]))
                for place in np.flatnonzero(bits <= MATCH_BITS).tolist()
            ]
    near.sort()
    return frozenset(key for _, key in near[:MOST_NEAR]), cut or len(near) > MOST_NEAR


def _marketplaces(actor: Actor) -> list[Organisation]:
    if actor.organisation.kind == MARKETPLACE:
        return [actor.organisation]
    return list(Organisation.objects.filter(kind=MARKETPLACE).order_by("pk"))
