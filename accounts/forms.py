"""What is typed in the accounts' pages."""

from django import forms
from django.contrib.auth.password_validation import validate_password

from accounts.models import EMPLOYEE_ROLES, Membership, Role, User
from accounts.permissions import roles_one_may_give
from accounts.phone import validate_phone


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["first_name", "last_name", "phone"]
        widgets = {
            "first_name": forms.TextInput({"autocomplete": "given-name"}),
            "last_name": forms.TextInput({"autocomplete": "family-name"}),
            "phone": forms.TextInput({"type": "tel", "autocomplete": "tel"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["first_name"].required = self.fields["last_name"].required = True
        self.fields["phone"].validators.append(validate_phone)


class NewAccountForm(forms.Form):
    """Opens the account of an invited address. ``email`` and the names keep the password from resembling them."""

    first_name = forms.CharField(label="Prénom", max_length=80, widget=forms.TextInput({"autocomplete": "given-name"}))
    last_name = forms.CharField(label="Nom", max_length=80, widget=forms.TextInput({"autocomplete": "family-name"}))
    password = forms.CharField(
        label="Mot de passe",
        strip=False,
        max_length=128,
        help_text="Au moins 12 caractères. Trois ou quatre mots sans lien entre eux sont faciles à retenir.",
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args, email: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self):
        data = super().clean()
        if "password" in data:
            someone = User(email=self.email, first_name=data.get("first_name", ""), last_name=data.get("last_name", ""))
            try:
                validate_password(data["password"], someone)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data


class InvitationForm(forms.Form):
    """To whom, and for which role. Subclasses add where; ``inviter`` bounds the roles."""

    role = forms.ChoiceField(label="Rôle", widget=forms.RadioSelect)
    email = forms.EmailField(
        label="Adresse e-mail", widget=forms.EmailInput({"autocomplete": "off", "autocapitalize": "none"})
    )

    def offer_roles(self, roles) -> None:
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
        if len(roles) == 1:
            self.fields["role"].initial = roles[0]


class SiteInvitationForm(InvitationForm):
    """A role at ``site``; agents are invited from their own page, where it is known who they are."""

    organisation = forms.ModelChoiceField(
        label="Organisme",
        queryset=None,
        required=False,
        empty_label="Aucun",
        help_text="Pour un encadrant ou un partenaire : l’organisme pour lequel il travaille.",
    )

    def __init__(self, *args, inviter: User, site, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_roles([role for role in roles_one_may_give(inviter, site) if role != Role.FIELD_WORKER])
        organisations = Membership.organisation.field.related_model.objects
        self.fields["organisation"].queryset = organisations.filter(site_parts__site=site).distinct()

    def clean(self):
        data = super().clean()
        if data.get("role") in EMPLOYEE_ROLES and not data.get("organisation") and "organisation" not in self.errors:
            self.add_error("organisation", "Choisissez l’organisme de cette personne.")
        return data


class NationalInvitationForm(InvitationForm):
    """A national role, or the lead of any site."""

    site = forms.ModelChoiceField(
        label="Site",
        queryset=None,
        required=False,
        empty_label="Aucun",
        help_text="Pour un chef de projet seulement.",
    )

    def __init__(self, *args, inviter: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_roles([*roles_one_may_give(inviter), Role.GUP_LEAD])
        self.fields["site"].queryset = Membership.site.field.related_model.objects.visible_to(inviter)

    def clean(self):
        data = super().clean()
        if data.get("role") == Role.GUP_LEAD and not data.get("site") and "site" not in self.errors:
            self.add_error("site", "Choisissez le site de ce chef de projet.")
        if data.get("role") and data["role"] != Role.GUP_LEAD:
            data["site"] = None
        return data


class AgentInvitationForm(forms.Form):
    """Where to write to an agent of the site who is to have an account."""

    email = forms.EmailField(
        label="Adresse e-mail",
        help_text="Une adresse que cette personne lit. Elle recevra un lien valable 72 heures.",
        widget=forms.EmailInput({"autocomplete": "off", "autocapitalize": "none"}),
    )
