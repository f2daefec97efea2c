"""Forms of indicators: one value, a table of them, what is vouched for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from guildmark.hub.exchange.indicator_words import KIND_WORDS

KINDS = list(KIND_WORDS.items())


class ValueForm(forms.Form):
    """A value, and how its member knows it."""

    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, initial="phone")
    value = forms.CharField(label=_("Value"), max_length=16_384, widget=forms.TextInput({"spellcheck": "false"}))
    region = forms.CharField(
        label=_("Region"), required=False, max_length=2,
        help_text=_("Two letters, as FR: for a number that is written without its country."),
    )  # fmt: skip
    why = forms.CharField(
        label=_("How you know"), max_length=2_000, widget=forms.Textarea({"rows": 3}),
        help_text=_("Others read this. Name no person."),
    )  # fmt: skip


class TableForm(forms.Form):
    """Values in a table."""

    table = forms.FileField(label=_("Table"), help_text=_("CSV with the columns kind, value, region and source."))


class VouchForm(forms.Form):
    """A value that is known to be good."""

    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, initial="phone")
    value = forms.CharField(label=_("Value"), max_length=16_384, widget=forms.TextInput({"spellcheck": "false"}))
    region = forms.CharField(label=_("Region"), required=False, max_length=2)
    why = forms.CharField(label=_("Why it is good"), max_length=400)
    source = forms.CharField(label=_("Source"), required=False, max_length=400)


class WhyForm(forms.Form):
    """How what a case shows is known."""

    why = forms.CharField(
        label=_("How you know"), max_length=2_000, widget=forms.Textarea({"rows": 3}),
        help_text=_("Others read this. Name no person."),
    )  # fmt: skip
