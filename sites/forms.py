"""What a site's lead types."""

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from accounts.phone import validate_phone
from proxinet.editing import NoticesOthers
from proxinet.exports import BYTE_ORDER_MARK
from proxinet.fields import check_year, date_input
from proxinet.french_dates import date_format
from sites import organisations
from sites.models import Agreement, FieldWorker, Milestone, Neighbourhood, Organisation, Site, SitePartner
from sites.worker_file import FileRefused, decode

LONGEST_TEXT = 5000
FIRST_YEAR = 1950  # the oldest conventions and milestones


def text_area(rows=4):
    return forms.Textarea(attrs={"rows": rows, "maxlength": LONGEST_TEXT})


def check_length(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise ValidationError(f"Ce texte est trop long : {LONGEST_TEXT} caractères au plus.")
    return text


class SiteForm(NoticesOthers, forms.ModelForm):
    """What the site says of itself."""

    class Meta:
        model = Site
        fields = ["project_name", "summary", "department", "context", "results", "next_steps", "data_note"]
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 2, "maxlength": 300}),
            "context": text_area(6),
            "results": text_area(6),
            "next_steps": text_area(),
            "data_note": text_area(),
        }

    def clean(self):
        data = super().clean()
        for name in ("context", "results", "next_steps", "data_note"):
            try:
                check_length(data.get(name, ""))
            except ValidationError as error:
                self.add_error(name, error)
        return data


class PartForm(NoticesOthers, forms.ModelForm):
    """A small thing of a site; the instance knows its site already, so constraints that name the site are checked.

    ``beside``: the field next to which a refused constraint is explained.
    """

    beside: str | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.TypedChoiceField) and field.choices[0][0] == "":
                field.choices = [("", "À choisir"), *field.choices[1:]]

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {"site"}

    def _post_clean(self):
        super()._post_clean()
        refused = self.errors.pop(NON_FIELD_ERRORS, None)
        if refused:
            self.add_error(self.beside, refused.as_data())


class NeighbourhoodForm(PartForm):
    beside = "name"

    class Meta:
        model = Neighbourhood
        fields = ["name", "qpv_code", "urban_renewal"]
        help_texts = {"qpv_code": "Par exemple QP037001, s’il est connu."}


class AgreementForm(PartForm):
    beside = "ends_on"

    class Meta:
        model = Agreement
        fields = ["title", "starts_on", "ends_on", "period_text", "signatories"]
        widgets = {"starts_on": date_input(), "ends_on": date_input(), "signatories": forms.CheckboxSelectMultiple}
        labels = {"starts_on": "Début", "ends_on": "Fin"}
        help_texts = {
            "period_text": "Par exemple : deux ans.",
            "signatories": "Parmi les organismes du site. Il en manque un ? Ajoutez-le d’abord au site.",
        }
        error_messages = {"signatories": {"required": "Cochez au moins un signataire."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["signatories"].queryset = organisations_of(self.instance.site)

    def clean_starts_on(self):
        return check_year(self.cleaned_data["starts_on"], FIRST_YEAR)

    def clean_ends_on(self):
        return check_year(self.cleaned_data["ends_on"], FIRST_YEAR)


class MilestoneForm(PartForm):
    """The words of the date are what people read; without words, the day itself is written out."""

    class Meta:
        model = Milestone
        fields = ["title", "starts_on", "date_text", "text"]
        widgets = {"starts_on": date_input(), "text": text_area()}
        labels = {"starts_on": "Jour, même approché"}
        help_texts = {
            "starts_on": "Il met les étapes dans l’ordre.",
            "date_text": "Quand le jour est approché, par exemple « début 2013 ».",
        }

    def clean_starts_on(self):
        return check_year(self.cleaned_data["starts_on"], FIRST_YEAR)

    def clean_text(self):
        return check_length(self.cleaned_data["text"])

    def clean(self):
        data = super().clean()
        if data.get("starts_on") and not data.get("date_text"):
            data["date_text"] = date_format(data["starts_on"], "j F Y")
        return data


class WorkerForm(PartForm):
    beside = "last_name"

    class Meta:
        model = FieldWorker
        fields = ["first_name", "last_name", "employer", "staff_category", "neighbourhood", "email", "phone"]
        widgets = {
            "email": forms.EmailInput({"autocomplete": "off"}),
            "phone": forms.TextInput({"type": "tel", "autocomplete": "off"}),
        }
        help_texts = {"employer": "Un organisme du site.", "email": "Pour recevoir les confirmations d’inscription."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        site = self.instance.site
        self.fields["employer"].queryset = organisations_of(site)
        self.fields["neighbourhood"].queryset = site.neighbourhoods.all()
        self.fields["employer"].empty_label = "Aucun"
        self.fields["neighbourhood"].empty_label = "Non renseigné"
        self.fields["phone"].validators.append(validate_phone)


class SamePersonForm(forms.Form):
    """``likely``: known people who may be them, shown first; ``people``: everyone they may be joined with."""

    into = forms.ModelChoiceField(
        label="C’est en fait",
        queryset=FieldWorker.objects.none(),
        empty_label="Choisissez la personne",
        error_messages={
            "required": "Choisissez la personne.",
            "invalid_choice": "Cette personne n’est plus dans la liste\u202f: choisissez-en une autre.",
        },
    )

    def __init__(self, *args, people, likely=(), **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["into"]
        field.queryset = people
        names = [(person.pk, described(person)) for person in people]
        likely_keys = {person.pk for person in likely}
        first = [choice for choice in names if choice[0] in likely_keys]
        others = [choice for choice in names if choice[0] not in likely_keys]
        groups = [("Peut-être", first), ("Tous les agents", others)] if first else others
        field.choices = [("", field.empty_label), *groups]
        if len(likely_keys) == 1:
            field.initial = first[0][0] if first else None


def described(person: FieldWorker) -> str:
    return f"{person} ({person.employer})" if person.employer else str(person)


class NewPartnerForm(PartForm):
    """An organisation joins the site, by any of its names; one that resembles a known one is asked about first."""

    beside = "part"

    name = forms.CharField(
        label="Nom de l’organisme",
        max_length=160,
        widget=forms.TextInput({"list": "organismes-connus", "autocomplete": "off"}),
        help_text="Écrivez-le comme vous le connaissez : s’il existe déjà, nous le retrouvons.",
    )
    kind = forms.ChoiceField(
        label="Nature, s’il est nouveau",
        choices=[("", "À choisir"), *Organisation.Kind.choices],
        required=False,
    )
    is_another = forms.BooleanField(label="C’est un autre organisme", required=False, widget=forms.HiddenInput)

    class Meta:
        model = SitePartner
        fields = ["part", "note"]

    field_order = ["name", "kind", "part", "note", "is_another"]

    def clean_name(self):
        try:
            return organisations.check_name(self.cleaned_data["name"])
        except organisations.NameRefused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def clean(self):
        data = super().clean()
        if not data.get("name"):
            return data
        known = organisations.find(data["name"])
        if known:
            self.instance.organisation = known
            return data
        alike = [] if data.get("is_another") else organisations.look_alikes(data["name"])
        if alike:
            self.fields["is_another"].widget = forms.CheckboxInput()
            names = ", ".join(f"« {organisation} »" for organisation in alike)
            self.add_error(
                "name", f"Ce nom ressemble à {names}. Reprenez ce nom si c’est lui, sinon cochez la case ci-dessous."
            )
        if not data.get("kind"):
            self.add_error("kind", "Choisissez la nature de ce nouvel organisme.")
        return data

    def _get_validation_exclusions(self):
        known = {"organisation"} if self.instance.organisation_id else set()
        return super()._get_validation_exclusions() - known


class PartnerForm(PartForm):
    beside = "part"

    class Meta:
        model = SitePartner
        fields = ["part", "note"]

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {"organisation"}


class OrganisationForm(forms.ModelForm):
    website = forms.URLField(label="Site web", required=False, assume_scheme="https")

    class Meta:
        model = Organisation
        fields = ["kind", "website"]

    def clean_website(self):
        website = self.cleaned_data["website"]
        if website and not website.startswith(("https://", "http://")):
            raise ValidationError("L’adresse doit commencer par https://")
        return website


class AliasForm(forms.Form):
    name = forms.CharField(
        label="Aussi appelé", max_length=160, help_text="Un sigle, un ancien nom, une autre graphie."
    )


class WorkerFileForm(forms.Form):
    """A file or a pasted table, one of the two; ``cleaned_data["text"]`` is the table either way."""

    file = forms.FileField(
        label="Fichier CSV", required=False, widget=forms.FileInput({"accept": ".csv,.txt,text/csv,text/plain"})
    )
    text = forms.CharField(
        label="Ou collez le tableau ici",
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        help_text="Avec la ligne de titres, tel que copié d’un tableur.",
    )

    def clean(self):
        data = super().clean()
        file, text = data.get("file"), data.get("text", "")
        if self.errors:
            return data
        if file and text.strip():
            self.add_error("file", "Choisissez un fichier ou collez un tableau, pas les deux.")
        elif file:
            try:
                data["text"] = decode(file.read())
            except FileRefused as refusal:
                self.add_error("file", str(refusal))
        elif not text.strip():
            self.add_error("file", "Choisissez un fichier, ou collez un tableau.")
        data["text"] = data.get("text", "").removeprefix(BYTE_ORDER_MARK)
        return data


def organisations_of(site: Site):
    return Organisation.objects.filter(pk__in=site.partners.values("organisation"))
