"""The text that a tactic begins with: every part that most have, to be written over."""

import json
from datetime import date, timedelta
from uuid import uuid4

LIFE = timedelta(days=365)
NEW = """\
id: {id}
title: {title}
author: {author}
status: draft
tlp: AMBER                           # who may read it: RED, AMBER+STRICT, AMBER, GREEN, CLEAR
version: 1
seller_view: family                  # what the seller may read: span (the words), family (their kind), nothing
why: >
  Say how sellers of fakes do it, and how you know.
when:
  all:
    - mark: any
    - words: [price in chat, inbox for price]
  none:
    - seller: authorised
strength: 0.5
false_alarms: Say on which honest listings it may fire.
fires_on:
  - {{title: Orvane Diver 41 blue, description: price in chat}}
  - {{title: Orvane tote, description: "Inbox for price, many colours"}}
quiet_on:
  - {{title: Orvane Diver 41, description: "price firm, papers included"}}
  - {{title: plain tote, description: price in chat}}
expires: {expires}
"""


def begun(title: str, author: str, today: date) -> str:
    """A tactic that passes its own check, under a new id."""
    quoted = {name: json.dumps(text, ensure_ascii=False) for name, text in (("title", title), ("author", author))}
    return NEW.format(id=uuid4(), expires=today + LIFE, **quoted)
