"""Designing a certificate: what is typed becomes a `Look`, each problem stands at its field."""

import re
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from certificates.designs.colours import COLOUR, READABLE, contrast
from certificates.designs.defaults import default_text
from certificates.designs.layouts import LAYOUTS
from certificates.designs.look import (
    MOST_SIGNATORIES,
    Languages,
    Look,
    Orientation,
    Shown,
    Signatory,
)
from certificates.designs.sentences import placeholders_of
from certificates.designs.texts import (
    PROBLEMS,
    TEXTS,
    check_text,
    known_placeholders,
    missing_letters,
)
from certificates.kinds import Kind
from certificates.models import Design, DesignPicture, DesignVersion
from certificates.services.designs import read_look
from certificates.services.pictures import digest_of, keep_design_picture
from documents.picture_field import PictureField
from documents.pictures import Picture
from network.models import User

# Pixels: an A4 page at 200 dots an inch, and a signature of 6 cm at 300.
BACKGROUND_SIDE, SIGNATURE_SIDE = 2340, 710
WORDS = ("name_ar", "name_fr", "capacity_ar", "capacity_fr")
LANGUAGES = {"ar": _("In Arabic"), "fr": _("In French")}
ATTRIBUTES = {"ar": {"dir": "rtl", "lang": "ar"}, "fr": {"dir": "ltr", "lang": "fr"}}
LANGUAGE_LABELS = {
    Languages.BOTH: pgettext_lazy("of a paper", "Arabic and French"),
    Languages.ARABIC: pgettext_lazy("of a paper", "Arabic"),
    Languages.FRENCH: pgettext_lazy("of a paper", "French"),
}
ORIENTATION_LABELS = {
    Orientation.LANDSCAPE: pgettext_lazy("of a sheet", "landscape"),
    Orientation.PORTRAIT: pgettext_lazy("of a sheet", "portrait"),
}
SHOWN_CHOICES = (
    (Shown.PROVINCE, _("the province")),
    (Shown.HOURS, _("the hours of training")),
    (Shown.CIN, _("the national ID number (CIN)")),
)
TOO_PALE = _("This colour is too pale to be read on white paper.")


def one_line(text: str) -> str:
    """Return a text on one line; a space that may not be broken stays what it is."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


def _changeable(typed: Any) -> Any:
    """Return a copy of what was sent that can be changed: what comes with a request cannot."""
    return typed.copy()


class ColourInput(forms.TextInput):
    """A colour to type; where there is JavaScript, to pick as well."""

    template_name = "certificates/widgets/colour.html"

    def __init__(self) -> None:
        super().__init__(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"})


class ColourField(forms.CharField):
    """A colour; its cleaned value is ``#rrggbb`` in small letters."""

    widget = ColourInput

    def __init__(self, label: Any) -> None:
        super().__init__(label=label, max_length=7)

    def clean(self, value: Any) -> str:
        """Return the colour; raises ``ValidationError`` for what is none."""
        colour = str(super().clean(value)).lower()
        colour = colour if colour.startswith("#") else f"#{colour}"
        if not COLOUR.fullmatch(colour):
            raise ValidationError(
                _("Write a colour with six digits and letters from a to f, such as #0b4f3c."),
                code="colour",
            )
        return colour


class PicturesForm(forms.Form):
    """A form with pictures, each of which was kept before, is sent now, or is to go.

    A picture called ``background`` has the fields ``background_file``, ``background`` with the
    SHA-256 of the one that is kept, and ``drop_background``.
    """

    pictures: tuple[str, ...] = ()

    def sent(self) -> dict[str, Picture]:
        """Return the pictures that were sent and can be used, by name, also of an invalid form."""
        found = {name: self.cleaned_data.get(f"{name}_file") for name in self.pictures}
        return {name: picture for name, picture in found.items() if picture}

    def digest(self, name: str) -> str:
        """Return the SHA-256 of the picture that is meant, "" for none."""
        if picture := self.sent().get(name):
            return digest_of(picture)
        return "" if self.cleaned_data[f"drop_{name}"] else str(self.cleaned_data[name])

    def shown(self) -> dict[str, str]:
        """Return the SHA-256 of those that are kept, by name, for the page."""
        values = {name: self[name].value() or "" for name in self.pictures}
        return {name: value for name, value in values.items() if value}

    def keep_sent(self, design: Design, *, by: User) -> None:
        """Keep what was sent, so that nobody has to send it again with a form that is mended."""
        typed = _changeable(self.data)
        for name, picture in self.sent().items():
            digest = keep_design_picture(design, picture=picture, by=by)
            typed[self.add_prefix(name)] = digest
        self.data = typed

    def clean(self) -> dict[str, Any]:
        """Refuse a SHA-256 under which nothing is kept."""
        cleaned = super().clean() or self.cleaned_data
        named = {cleaned.get(name, "") for name in self.pictures} - {""}
        if named and DesignPicture.objects.filter(pk__in=named).count() < len(named):
            raise ValidationError(_("This picture is not kept any more: send it again."))
        return cleaned


class SignatoryForm(PicturesForm):
    """One who signs; a row without any word and picture is nobody."""

    use_required_attribute = False
    pictures = ("signature",)

    name_ar = forms.CharField(label=_("name in Arabic"), max_length=80, required=False)
    name_fr = forms.CharField(label=_("name in French"), max_length=80, required=False)
    capacity_ar = forms.CharField(label=_("capacity in Arabic"), max_length=120, required=False)
    capacity_fr = forms.CharField(label=_("capacity in French"), max_length=120, required=False)
    signature_file = PictureField(
        label=_("Picture of the signature"),
        longest_side=SIGNATURE_SIDE,
        keep_transparency=True,
        required=False,
        help_text=_("Best a PNG file on a transparent ground. Without one, people sign by hand."),
    )
    signature = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    drop_signature = forms.BooleanField(label=_("Remove this signature"), required=False)
    stamp = forms.BooleanField(label=_("Leave room for the stamp"), required=False)

    def __init__(self, data: Any, files: Any, *, prefix: str, signatory: Signatory) -> None:
        super().__init__(data, files, prefix=prefix, initial=vars(signatory))
        for name, field in self.fields.items():
            field.widget.attrs.update(ATTRIBUTES.get(name.rpartition("_")[2], {}))

    def clean(self) -> dict[str, Any]:
        """Put each text on one line, and refuse letters that the paper cannot show."""
        cleaned = super().clean()
        for name in WORDS:
            cleaned[name] = one_line(cleaned.get(name, ""))
            if missing_letters(cleaned[name]):
                self.add_error(name, _explain("missing_glyph", name, cleaned[name]))
        return cleaned

    def who(self) -> str:
        """Return the first thing that is said of who signs, "" for a row that is nobody."""
        words = (
            self[name].value() for name in ("name_ar", "name_fr", "capacity_ar", "capacity_fr")
        )
        return next((str(word) for word in words if word), "")

    def signatory(self) -> Signatory:
        """Return who signs, once the form is valid."""
        typed = self.cleaned_data
        return Signatory(
            name_ar=typed["name_ar"],
            name_fr=typed["name_fr"],
            capacity_ar=typed["capacity_ar"],
            capacity_fr=typed["capacity_fr"],
            signature=self.digest("signature"),
            stamp=typed["stamp"],
        )


class LookForm(PicturesForm):
    """All that an administrator sets of a draft; `look` returns it once the form is valid.

    A text that is left empty stands for the kind's own. ``edition`` says which state of the draft
    was looked at. With ``has_cndp`` the CIN may be printed.
    """

    use_required_attribute = False
    pictures = ("background",)

    edition = forms.IntegerField(widget=forms.HiddenInput)
    layout = forms.ChoiceField(label=_("Layout"))
    border = forms.ChoiceField(label=_("Border"), required=False)
    orientation = forms.ChoiceField(
        label=_("How the sheet lies"), choices=ORIENTATION_LABELS, widget=forms.RadioSelect
    )
    languages = forms.ChoiceField(
        label=_("Languages"), choices=LANGUAGE_LABELS, widget=forms.RadioSelect
    )
    primary = ColourField(_("Main colour"))
    accent = ColourField(_("Second colour"))
    ink = ColourField(_("Colour of the text"))
    logos = forms.BooleanField(
        label=_("Print the partners’ logos"),
        required=False,
        help_text=_("In protocol order, as they are on the day of issue."),
    )
    background_file = PictureField(
        label=_("Background"),
        longest_side=BACKGROUND_SIDE,
        required=False,
        help_text=_("A pale JPEG, PNG or WebP picture; it lies behind the whole sheet."),
    )
    background = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    drop_background = forms.BooleanField(label=_("Remove the background"), required=False)
    shows = forms.MultipleChoiceField(
        label=_("What is printed of the person"),
        choices=SHOWN_CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any, files: Any, *, look: Look, edition: int, has_cndp: bool) -> None:
        kept = {**look.as_json(), "edition": edition}
        super().__init__(data, files, initial=kept)
        self.kind = look.kind
        self._offer_layouts()
        self._offer_texts(look)
        if not has_cndp:
            self._withhold_cin()
        signatories = [*look.signatories, *[Signatory()] * MOST_SIGNATORIES][:MOST_SIGNATORIES]
        self.signatories = [
            SignatoryForm(data, files, prefix=f"signatory-{number}", signatory=signatory)
            for number, signatory in enumerate(signatories, 1)
        ]

    def is_valid(self) -> bool:
        """Say whether this and every signatory is valid; each is checked, so that all is said."""
        return all([super().is_valid(), *(form.is_valid() for form in self.signatories)])

    def clean(self) -> dict[str, Any]:
        """Check each text and colour, and whether the border is one of the layout's."""
        cleaned = super().clean()
        for key in self.text_keys():
            self._clean_text(key)
        for name in ("primary", "ink"):
            if name in cleaned and contrast(cleaned[name]) < READABLE:
                self.add_error(name, TOO_PALE)
        layout, _slash, border = cleaned.get("border", "").rpartition("/")
        if border and layout != cleaned.get("layout"):
            self.add_error("border", _("The chosen layout does not have this border."))
        cleaned["border"] = border
        return cleaned

    def look(self) -> Look:
        """Return what was typed, once the form is valid."""
        typed = self.cleaned_data
        signatories = [form.signatory() for form in self.signatories]
        nobody = {Signatory(), Signatory(stamp=False)}
        return Look(
            layout=typed["layout"],
            kind=self.kind,
            orientation=Orientation(typed["orientation"]),
            languages=Languages(typed["languages"]),
            primary=typed["primary"],
            accent=typed["accent"],
            ink=typed["ink"],
            border=typed["border"],
            logos=typed["logos"],
            background=self.digest("background"),
            texts={key: typed[key] for key in self.text_keys() if typed[key]},
            signatories=tuple(one for one in signatories if one not in nobody),
            shows=frozenset(Shown(one) for one in typed["shows"]),
        )

    def sent_pictures(self) -> dict[str, bytes]:
        """Return the bytes of all pictures that were sent, by their SHA-256."""
        sent = [picture for form in self.all_forms() for picture in form.sent().values()]
        return {digest_of(picture): picture.content for picture in sent}

    def keep_all_sent(self, design: Design, *, by: User) -> None:
        """Keep every picture that was sent; see `keep_sent`."""
        for form in self.all_forms():
            form.keep_sent(design, by=by)

    def show_edition(self, edition: int) -> None:
        """Let the form, sent once more, be saved over this edition."""
        typed = _changeable(self.data)
        typed["edition"] = str(edition)
        self.data = typed

    def sentences(self) -> list[str]:
        """Return everything that is wrong, each under the name of its field."""
        return [
            str(problem) if name == NON_FIELD_ERRORS else f"{form.fields[name].label}: {problem}"
            for form in self.all_forms()
            for name, problems in form.errors.items()
            for problem in problems
        ]

    def all_forms(self) -> tuple[PicturesForm, ...]:
        """Return this form and those of the signatories."""
        return (self, *self.signatories)

    def text_keys(self) -> list[str]:
        """Return the names of the fields of the texts, both languages of one after the other."""
        return [f"{text.name}_{language}" for text in TEXTS for language in LANGUAGES]

    def texts_by_language(self) -> list[tuple[str, Any, list[forms.BoundField]]]:
        """Return each language with its heading and the fields of its texts, as on the page."""
        return [
            (language, heading, [self[f"{text.name}_{language}"] for text in TEXTS])
            for language, heading in LANGUAGES.items()
        ]

    def _offer_layouts(self) -> None:
        layout, border = self.fields["layout"], self.fields["border"]
        assert isinstance(layout, forms.ChoiceField)  # noqa: S101 as declared above
        assert isinstance(border, forms.ChoiceField)  # noqa: S101 as declared above
        layout.choices = [(name, known.label) for name, known in LAYOUTS.items()]
        of_layouts = [
            (known.label, [(f"{name}/{kept}", label) for kept, label in known.borders.items()])
            for name, known in LAYOUTS.items()
        ]
        border.choices = [("", _("as the layout has it")), *of_layouts]
        if kept := self.initial["border"]:
            self.initial["border"] = f"{self.initial['layout']}/{kept}"

    def _offer_texts(self, look: Look) -> None:
        for text in TEXTS:
            for language in LANGUAGES:
                key = f"{text.name}_{language}"
                usual = default_text(self.kind, key)
                attributes = {**ATTRIBUTES[language], "rows": 2, "placeholder": usual}
                self.fields[key] = forms.CharField(
                    label=str(text.label), required=False, widget=forms.Textarea(attrs=attributes)
                )
                self.initial[key] = look.texts.get(key, "")

    def _withhold_cin(self) -> None:
        shows = self.fields["shows"]
        assert isinstance(shows, forms.MultipleChoiceField)  # noqa: S101 as declared above
        shows.choices = [choice for choice in SHOWN_CHOICES if choice[0] != Shown.CIN]
        shows.help_text = _(
            "The national ID number can be printed once the network has entered its CNDP "
            "authorisation number."
        )

    def _clean_text(self, key: str) -> None:
        text = self.cleaned_data[key] = one_line(self.cleaned_data.get(key, ""))
        for code in check_text(key, text) if text else ():
            self.add_error(key, _explain(code, key, text))


def _explain(code: str, key: str, text: str) -> str:
    """Say what is wrong with a text, with the value that was wrong where there is one."""
    language = key.rpartition("_")[2]
    if code == "unknown_placeholder":
        unknown = sorted(placeholders_of(text) - set(known_placeholders(language)))
        return gettext("There is no placeholder %(unknown)s here.") % {
            "unknown": gettext(", ").join(f"{{{name}}}" for name in unknown)
        }
    if code == "missing_glyph":
        return gettext("The typeface of the paper cannot print this: %(letters)s") % {
            "letters": missing_letters(text)
        }
    return str(PROBLEMS[code])


class DesignNamesForm(forms.Form):
    """What a design is called in the house."""

    name_ar = forms.CharField(label=_("name in Arabic"), max_length=100)
    name_fr = forms.CharField(label=_("name in French"), max_length=100)

    def names(self) -> dict[str, str]:
        """Return the names, once the form is valid."""
        return {name: self.cleaned_data[name] for name in ("name_ar", "name_fr")}


class DesignForm(DesignNamesForm):
    """A new design: its kind, and what it begins as."""

    kind = forms.ChoiceField(label=_("What it certifies"), choices=Kind)
    beginning = forms.ChoiceField(
        label=_("Begin with"),
        help_text=_("Everything can be changed afterwards."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.copied = list(Design.objects.filter(retired_at__isnull=True))
        beginning = self.fields["beginning"]
        assert isinstance(beginning, forms.ChoiceField)  # noqa: S101 as declared above
        beginning.choices = [
            (
                _("A layout of Takwin"),
                [(f"layout-{n}", known.label) for n, known in LAYOUTS.items()],
            ),
            (_("A copy of another design"), [(f"copy-{one.pk}", one.name) for one in self.copied]),
        ]

    def look(self) -> Look:
        """Return what the first draft looks like, once the form is valid."""
        kind = Kind(self.cleaned_data["kind"])
        what, _dash, name = self.cleaned_data["beginning"].partition("-")
        if what == "layout":
            return Look(layout=name, kind=kind)
        newest = DesignVersion.objects.filter(design_id=name).latest("number")
        return replace(read_look(newest), kind=kind)
