"""Makes members with keys, and a verified right, on the site of the environment; further marks are arguments."""

import json
import sys
from pathlib import Path

import django

django.setup()
sys.path.insert(0, str(Path(__file__).parents[1]))

from alliance import organisations  # noqa: E402
from rights_made import entry, verified  # noqa: E402

from guildmark.hub.members.keys import make_key  # noqa: E402
from guildmark.hub.members.roles import key_abilities_of  # noqa: E402

alliance = organisations()
right = verified(alliance, entry())
for mark in sys.argv[1:]:
    verified(alliance, entry(mark))
bazaar = alliance.actor(alliance.bazaar)
keys = {
    "all": make_key("all", key_abilities_of("marketplace"), by=bazaar),
    "check": make_key("check", ["check"], by=bazaar),
    "holder": make_key("all", key_abilities_of("holder"), by=alliance.actor(alliance.arvo)),
}
print(json.dumps({**keys, "right": right.code}))
