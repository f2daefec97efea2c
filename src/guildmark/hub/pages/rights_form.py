"""The form of a right: what people write in fields and rows, as the entry of a rights file that it stands for."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guildmark.hub.registry.content import FaultyError, registrations_of
from guildmark.hub.registry.goods import GOODS_LABELS
from guildmark.hub.registry.models import RIGHT_KINDS
from guildmark.rights.read_entry import Entry, Problems
from guildmark.rights.read_offers import read_price_floors
from guildmark.rights.read_values import At, read_list

LINES = ("spellings", "abbreviations", "generic_spellings", "innocent_words", "authorised_sellers")
COMMAS = ("classes", "ships_from")
CHOSEN = ("goods", "private")
ROWS = ("registrations", "price_floors")
OWN = (*LINES, *COMMAS, *CHOSEN, *ROWS, "kind", "mark", "generic", "exhaustion", "source")
MOST_ROWS = 500


def _lines(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, required=False, widget=forms.Textarea({"rows": 3}))


class RightForm(forms.Form):
    """Everything of a right but its rows and files. What is written is checked by the readers of rights files."""

    kind = forms.ChoiceField(label=_("Kind"), choices=RIGHT_KINDS)
    mark = forms.CharField(
        label=_("Mark"), required=False, help_text=_("As it is registered; for a design or a work, its name.")
    )
    spellings = _lines(
        _("Other spellings"), _("In any script, one a line. Disguised spellings are found without an entry.")
    )
    abbreviations = _lines(_("Abbreviations"), _("Short forms, one a line. They are matched exactly and weigh less."))
    generic = forms.BooleanField(
        label=_("The mark is also an ordinary word, a name or a place"),
        required=False,
        help_text=_("It then counts only together with its goods."),
    )
    generic_spellings = _lines(_("Spellings that are ordinary words"), _("One a line."))
    innocent_words = _lines(_("Innocent words"), _("Next to these the mark means something else. One a line."))
    goods = forms.MultipleChoiceField(
        label=_("Goods"), choices=list(GOODS_LABELS.items()), required=False, widget=forms.CheckboxSelectMultiple
    )
    classes = forms.CharField(
        label=_("Nice classes"), required=False, help_text=_("Where no registration gives them: 18, 25.")
    )
    exhaustion = forms.CharField(
        label=_("Region of exhaustion"), required=False, help_text=_("EEA, US, CN, international, …")
    )
    ships_from = forms.CharField(
        label=_("Ships from"), required=False, help_text=_("Countries that your goods are sent from: FR, IT.")
    )
    authorised_sellers = _lines(
        _("Authorised sellers"), _("As marketplaces write their id or name, one a line. This speaks for them.")
    )
    private = forms.MultipleChoiceField(
        label=_("Keep private"),
        choices=[("prices", _("Prices: catalogue and floors")), ("sellers", _("Authorised sellers"))],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Cases then say only: below the holder's reference. Nobody but you and your agents sees more."),
    )
    source = forms.CharField(label=_("Source"), required=False, help_text=_("Where this can be looked up."))


class RegistrationForm(forms.Form):
    """A row: one entry in a register."""

    office = forms.CharField(label=_("Office"), required=False, help_text="EM, US, CN, WO")
    number = forms.CharField(label=_("Number"), required=False)
    territory = forms.CharField(label=_("Territory"), required=False)
    classes = forms.CharField(label=_("Nice classes"), required=False, help_text="18, 25")
    valid_from = forms.CharField(
        label=pgettext_lazy("a date", "From"), required=False, widget=forms.DateInput({"type": "date"})
    )
    valid_to = forms.CharField(
        label=pgettext_lazy("a date", "Until"), required=False, widget=forms.DateInput({"type": "date"})
    )


class FloorForm(forms.Form):
    """A row: the lowest price that is asked for a kind of new goods."""

    goods = forms.ChoiceField(label=_("Goods"), required=False, choices=[("", "–"), *GOODS_LABELS.items()])
    price = forms.CharField(label=_("Price"), required=False)
    currency = forms.CharField(label=_("Currency"), required=False, help_text="EUR")
    source = forms.CharField(label=_("Source"), required=False)
    dated = forms.CharField(label=_("Dated"), required=False, widget=forms.DateInput({"type": "date"}))


class WrittenRight:
    """The form with its rows, from a draft's content or from what was sent."""

    def __init__(self, content: Mapping[str, Any], sent: QueryDict | None = None, *, new: bool = False) -> None:
        """`content` is what the draft holds; `sent` what was written over it."""
        self._kept = {name: value for name, value in content.items() if name not in OWN}
        more = sent.get("more", "") if sent is not None else ""
        self.asks_for_rows = more in ROWS
        self.rows: dict[str, BaseFormSet[forms.Form]] = {}
        self._filled: dict[str, list[int]] = {}  # the numbers of rows in which anything was written
        for name, row_form in (("registrations", RegistrationForm), ("price_floors", FloorForm)):
            extra = 1 + (more == name)
            made = formset_factory(row_form, extra=extra, max_num=MOST_ROWS, absolute_max=MOST_ROWS)
            if sent is None or self.asks_for_rows:
                written = _rows_written(sent, name, row_form) if sent is not None else _rows_of(content, name)
                self.rows[name] = made(initial=written, prefix=name)
            else:
                self.rows[name] = made(sent, prefix=name)
        if sent is None:
            self.form = RightForm(initial=_initial(content))
        elif self.asks_for_rows:
            self.form = RightForm(initial=_fields_written(sent))
        else:
            self.form = RightForm(sent, initial=_initial(content))
        if not new:
            self.form.fields["kind"].disabled = True

    def is_valid(self) -> bool:
        """Whether every field can be read; the values themselves are checked by the command."""
        return bool(self.form.is_valid()) and all(rows.is_valid() for rows in self.rows.values())

    def content(self) -> dict[str, Any]:
        """The entry that was written, over what the form does not show."""
        told = self.form.cleaned_data
        content: dict[str, Any] = {**self._kept, "kind": told["kind"], "mark": told["mark"].strip()}
        content |= {name: _split(told[name], "\n") for name in LINES}
        content |= {name: _split(told[name], ",") for name in COMMAS}
        content |= {name: list(told[name]) for name in CHOSEN}
        content |= {name: told[name].strip() for name in ("exhaustion", "source")}
        content["generic"] = told["generic"] or None
        for name, rows in self.rows.items():
            self._filled[name] = [n for n, row in enumerate(rows.forms) if any(row.cleaned_data.values())]
            content[name] = [_row(name, rows.forms[number]) for number in self._filled[name]]
        return {name: value for name, value in content.items() if value not in (None, "", [])}

    def tell(self, error: FaultyError) -> None:
        """Put each fault beside the field or the row that it is about."""
        for fault in error.faults:
            part, *steps = fault.place.split(".")
            if part in self.rows and steps and steps[0].isdecimal():
                row = self.rows[part].forms[self._filled[part][int(steps[0])]]
                field = steps[1] if len(steps) > 1 and steps[1] in row.fields else None
                row.add_error(field, fault.reason)
            else:
                told = fault.reason if part in self.form.fields or not part else f"{fault.place}: {fault.reason}"
                self.form.add_error(part if part in self.form.fields else None, told)


def _row(name: str, form: forms.Form) -> dict[str, Any]:
    told = {key: value.strip() for key, value in form.cleaned_data.items() if value.strip()}
    if name == "registrations" and "classes" in told:
        return {**told, "classes": _split(told["classes"], ",")}
    return told


def _split(text: str, sign: str) -> list[str]:
    return [part.strip() for part in text.split(sign) if part.strip()]


def _at(name: str) -> At:
    return At(Problems(""), Entry({}, 0), (name,))


def _initial(content: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields hold of content, in whatever form that gives it."""
    fields = {name: str(content.get(name) or "") for name in ("kind", "mark", "exhaustion", "source")}
    lists = {name: list(read_list(content.get(name) or [], _at(name))) for name in (*LINES, *COMMAS, *CHOSEN)}
    joined = {name: "\n".join(lists[name]) for name in LINES} | {name: ", ".join(lists[name]) for name in COMMAS}
    generic = str(content.get("generic") or "").casefold() in ("true", "1", "yes")
    return {**fields, **joined, **{name: lists[name] for name in CHOSEN}, "generic": generic}


def _rows_of(content: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    if name == "registrations":
        return [
            {
                "office": one.office,
                "number": one.number,
                "territory": one.territory,
                "classes": ", ".join(map(str, one.classes)),
                "valid_from": one.valid_from.isoformat() if one.valid_from else "",
                "valid_to": one.valid_to.isoformat() if one.valid_to else "",
            }
            for one in registrations_of(content)
        ]
    floors = read_price_floors(content.get(name) or [], _at(name), Path())
    return [
        {
            "goods": f.goods,
            "price": f"{f.price:f}",
            "currency": f.currency,
            "source": f.source,
            "dated": f.dated.isoformat(),
        }
        for f in floors
    ]


def _fields_written(sent: QueryDict) -> dict[str, Any]:
    written: dict[str, Any] = {name: sent.get(name, "") for name in RightForm.base_fields}
    return written | {name: sent.getlist(name) for name in CHOSEN} | {"generic": bool(sent.get("generic"))}


def _rows_written(sent: QueryDict, name: str, row_form: type[forms.Form]) -> list[dict[str, Any]]:
    """The rows as they were sent, unchecked, for the form to be shown again with one more."""
    total = sent.get(f"{name}-TOTAL_FORMS", "0")
    count = min(int(total), MOST_ROWS) if total.isdecimal() and len(total) < 5 else 0
    rows = [{field: sent.get(f"{name}-{n}-{field}", "") for field in row_form.base_fields} for n in range(count)]
    return [row for row in rows if any(row.values())]
