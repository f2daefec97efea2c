"""Mail: written as a message in the transaction of what it tells of, sent by the worker."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage

from guildmark.hub.events.lease import ask, does
from guildmark.hub.events.models import Message

MAIL = "mail"


def send_mail(key: str, *, to: str, subject: str, body: str) -> None:
    """Ask for a mail to be sent; the key keeps it from being asked for twice."""
    ask(Message, MAIL, key, to=to, subject=subject, body=body)


@does(Message, MAIL)
def deliver(message: Any) -> None:
    """Send it. Should it go out twice, both carry the same Message-ID, by which mail programs know it as one."""
    payload = message.payload
    name = f"<message-{message.pk}@{settings.ALLOWED_HOSTS[0]}>"
    EmailMessage(payload["subject"], payload["body"], to=[payload["to"]], headers={"Message-ID": name}).send()
