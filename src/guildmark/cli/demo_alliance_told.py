"""What `guildmark demo --alliance` prints: addresses, accounts, and what to try."""

from pathlib import Path

TOLD = """\
Three sites, each an organisation of its own. All accounts end in @demo.example and have the password: guildmark demo

  http://localhost:{brand}  the brand              holder1
  http://localhost:{large}  the large marketplace  senior.large; administrator.large; reviewer1.large and further
  http://localhost:{small}  the small marketplace  senior.small; administrator.small; reviewer1.small and another

Try: as holder1, share the draft "From the blue crate" under Tactics as TLP:GREEN. Half a minute later both
marketplaces have it. There, as senior, try it on the listings, then in the shadow, and scan: what it hits comes in.
  GUILDMARK_SITE=http://localhost:{large} GUILDMARK_KEY=$(cat {out}/large/demo/scan-key) guildmark scan \\
    {out}/large/demo/large-market/listings.parquet --rights hub --tactics hub --to hub --out {out}/large/scan
Every step: docs/how-to/try-three-sites.md"""


def told(out: Path, port: int) -> str:
    """The addresses, the accounts, and what to try."""
    return TOLD.format(out=out, brand=port, large=port + 1, small=port + 2)
