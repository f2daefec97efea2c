"""The uses that count at marketplaces now."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from guildmark.hub.exchange.models import Use


def counting(*kinds: str) -> QuerySet[Use]:
    """The uses that count of these kinds of items: of what is still shared, and whose day is not over."""
    today = timezone.now().date()
    alive = Q(item__expires_on__isnull=True) | Q(item__expires_on__gte=today)
    return Use.objects.filter(alive, item__state="shared", item__kind__in=kinds).exclude(mode="off")
