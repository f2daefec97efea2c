"""What `guildmark demo --alliance` prints: addresses, accounts, and what to try."""

from pathlib import Path

TOLD = """\
Three sites, each an organisation of its own. All accounts have the password: guildmark demo

  http://localhost:{brand}  the brand              holder1@demo.example
  http://localhost:{large}  the large marketplace  senior.large@demo.example, who leads; administrator.large@demo.example;
                         reviewer1.large@demo.example and three more
  http://localhost:{small}  the small marketplace  senior.small@demo.example, who leads; administrator.small@demo.example;
                         reviewer1.small@demo.example and one more

Try: share the brand's draft "From the blue crate" under Tactics as TLP:GREEN. A marketplace has it at once by
  GUILDMARK_HUB={out}/large guildmark alliance pull --from http://localhost:{brand}
There, try it on the listings and in the shadow. A scan of the large marketplace's listings brings its hits in:
  GUILDMARK_SITE=http://localhost:{large} GUILDMARK_KEY=$(cat {out}/large/demo/scan-key) guildmark scan \\
    {out}/large/demo/large-market/listings.parquet --rights hub --tactics hub --to hub --out {out}/large/scan
Every step: docs/how-to/try-three-sites.md"""


def told(out: Path, port: int) -> str:
    """The addresses, the accounts, and what to try."""
    return TOLD.format(out=out, brand=port, large=port + 1, small=port + 2)
