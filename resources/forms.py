"""The lead's forms: the structure, its parts, and documents."""

from django import forms

from proxinet.editing import NoticesOthers
from proxinet.uploads import SoundFileField
from resources.models import Contribution, Deliverable, Document, Orientation, SharedStructure, Theme, Topic
from sites.models import Organisation, Site

LONG = forms.Textarea(attrs={"rows": 4})


class SiteForm(forms.Form):
    """Whose resources to show, for those who see several sites."""

    site = forms.ModelChoiceField(Site.objects.none(), label="Site", to_field_name="slug", empty_label=None)

    def __init__(self, *args, sites, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites


class MembersForm(forms.Form):
    """One page of people, the members ticked; ``chosen``: their ids."""

    member = forms.MultipleChoiceField(
        label="Cochez les membres de cette page", widget=forms.CheckboxSelectMultiple, required=True
    )

    def __init__(self, people, chosen):
        super().__init__(initial={"member": list(chosen)})
        self.fields["member"].choices = [(person.pk, described(person)) for person in people]


class ContributionsForm(forms.Form):
    """One page of people, each with the part they took; ``known``: field worker id -> regularity."""

    def __init__(self, people, known):
        super().__init__()
        for person in people:
            self.fields[f"person-{person.pk}"] = forms.ChoiceField(
                label=described(person),
                choices=[("no", "N’a pas participé"), *Contribution.Regularity.choices],
                initial=known.get(person.pk, "no"),
            )


def described(person) -> str:
    name = f"{person.last_name} {person.first_name}"
    return f"{name}, {person.employer}" if person.employer_id else name


class StructureForm(NoticesOthers, forms.ModelForm):
    class Meta:
        model = SharedStructure
        fields = ["kind", "name", "period_text", "description", "findings"]
        widgets = {"kind": forms.RadioSelect, "description": LONG, "findings": LONG}
        help_texts = {"period_text": "Par exemple : septembre 2013 – juin 2014."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = SharedStructure.Kind.choices


class ThemeForm(NoticesOthers, forms.ModelForm):
    class Meta:
        model = Theme
        fields = ["title", "description", "pilot"]
        widgets = {"description": LONG}
        help_texts = {"pilot": "L’organisme qui copilote ce thème."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        site = self.instance.structure.site
        self.fields["pilot"].queryset = Organisation.objects.filter(site_parts__site=site).distinct()
        self.fields["pilot"].empty_label = "Aucun"

    def clean(self):
        """The form leaves the structure out, so Django would not check that the title is new in it."""
        cleaned = super().clean()
        twins = self.instance.structure.themes.exclude(pk=self.instance.pk)
        if twins.filter(title=cleaned.get("title")).exists():
            self.add_error("title", "Ce thème existe déjà : choisissez un autre titre.")
        return cleaned


class TopicForm(NoticesOthers, forms.ModelForm):
    class Meta:
        model = Topic
        fields = ["title", "period_text", "order"]


class DeliverableForm(NoticesOthers, forms.ModelForm):
    class Meta:
        model = Deliverable
        fields = ["kind", "title", "date_text", "people_count", "people_label"]
        widgets = {"kind": forms.RadioSelect}
        help_texts = {"date_text": "Par exemple : fin 2013.", "people_count": "Vide si personne n’a compté."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Deliverable.Kind.choices


class OrientationForm(NoticesOthers, forms.ModelForm):
    class Meta:
        model = Orientation
        fields = ["kind", "title", "order"]
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Orientation.Kind.choices


class DocumentDetailsForm(forms.ModelForm):
    """What one may change of a document already there."""

    class Meta:
        model = Document
        fields = ["title", "audience", "deliverable"]
        widgets = {"audience": forms.RadioSelect}
        labels = {"deliverable": "Production à laquelle il se rattache"}
        error_messages = {"title": {"required": "Donnez un titre au document."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = Document.Audience.choices
        deliverable = self.fields["deliverable"]
        deliverable.queryset = Deliverable.objects.filter(topic__theme__structure__site=self.instance.site)
        deliverable.empty_label = "Aucune"


class DocumentForm(DocumentDetailsForm):
    """A new document."""

    upload = SoundFileField()
