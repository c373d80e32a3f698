"""The organisations of the programme, shared by all sites."""

from django.db import models

from sites.names import name_key


class Organisation(models.Model):
    """An organisation of the programme; shared by all sites, known under one or several names."""

    class Kind(models.TextChoices):
        LANDLORD = "landlord", "Bailleur social"
        CITY = "city", "Ville"
        INTERCOMMUNALITY = "intercommunality", "Intercommunalité"
        STATE = "state", "Service de l’État"
        ASSOCIATION = "association", "Association"
        TRAINING_BODY = "training_body", "Organisme de formation"
        NEIGHBOURHOOD_COMPANY = "neighbourhood_company", "Régie de quartier"
        TENANTS = "tenants", "Représentants de locataires"
        POLICE = "police", "Police"
        JUSTICE = "justice", "Justice et accès au droit"
        COMPANY = "company", "Entreprise"
        CONSULTANT = "consultant", "Bureau d’études"
        NETWORK = "network", "Réseau ou fédération"
        OTHER = "other", "Autre"

    name = models.CharField("nom", max_length=160, unique=True)
    kind = models.CharField("nature", max_length=30, choices=Kind)
    website = models.URLField("site web", blank=True)

    class Meta:
        verbose_name = "organisme"
        ordering = ["name"]

    def __str__(self):
        return self.name


class OrganisationName(models.Model):
    """A spelling under which an organisation is known (its official name is one of them).

    ``key`` is ``name_key(name)``: unique, so that two spellings cannot become two organisations.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="names")
    name = models.CharField("nom", max_length=160)
    key = models.CharField(max_length=160, unique=True, editable=False)

    class Meta:
        verbose_name = "nom d’organisme"
        ordering = ["name"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.key = name_key(self.name)
        super().save(*args, **kwargs)
