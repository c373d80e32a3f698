"""The directory of the neighbourhood, and the guide made from it."""

from datetime import timedelta

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import prefetch_related_objects
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from proxinet.private_files import private_storage
from proxinet.scoping import SiteScopedQuerySet
from proxinet.spelling import text_as_heard
from proxinet.uploads import size_in_words
from sites.models import FieldWorker, Organisation, Site

CHECK_CONTACTS_EVERY = timedelta(days=183)


class ContactQuerySet(SiteScopedQuerySet):
    def bulk_create(self, objs, *args, **kwargs):
        """As usual; each contact can be found by what it says."""
        contacts = list(objs)
        prefetch_related_objects(contacts, "organisation__names")
        for contact in contacts:
            contact.spell()
        return super().bulk_create(contacts, *args, **kwargs)


class Contact(models.Model):
    """Who to call: a service or a function of an organisation, for which problem, how.

    ``heard``: what one may search by, spelt as it sounds (``networks.contacts.directory``).
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="contacts")
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name="organisme",
    )
    name = models.CharField("service ou fonction", max_length=160)
    call_for = models.CharField("à appeler pour", max_length=300)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    email = models.EmailField("adresse e-mail", blank=True)
    opening_hours = models.CharField("horaires", max_length=160, blank=True)
    address = models.CharField("adresse", max_length=200, blank=True)
    checked_on = models.DateField("vérifié le", null=True, blank=True)
    asked_at = models.DateTimeField("vérification demandée le", null=True, blank=True, editable=False)
    heard = models.TextField(editable=False, default="")

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = "contact"
        ordering = ["name", "pk"]
        indexes = [GinIndex(fields=["heard"], opclasses=["gin_trgm_ops"], name="contact_heard")]
        constraints = [
            models.UniqueConstraint(
                "site",
                Lower("name"),
                "organisation",
                name="contact_once",
                nulls_distinct=False,
                violation_error_message="Ce contact est déjà dans l’annuaire, chez le même organisme.",
            )
        ]

    def __str__(self):
        return self.name

    def save(self, *args, update_fields=None, **kwargs):
        if update_fields is None or {"name", "call_for", "organisation"}.intersection(update_fields):
            self.spell()
            update_fields = update_fields and {*update_fields, "heard"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def spell(self) -> None:
        """Write what one may search by, as it sounds: the problems, the service, its organisation under every name."""
        names = [self.organisation.name, *map(str, self.organisation.names.all())] if self.organisation else []
        self.heard = text_as_heard(self.call_for, self.name, *names)

    @property
    def phone_shown(self) -> str:
        """The number as one reads it aloud in France: by pairs of digits."""
        digits = self.phone.replace(" ", "")
        if not digits.isdecimal() or len(digits) not in (4, 10):
            return self.phone
        return "\u00a0".join(digits[at : at + 2] for at in range(0, len(digits), 2))

    @property
    def phone_dialled(self) -> str:
        """The number for a ``tel:`` link."""
        return "".join(sign for sign in self.phone if sign.isdecimal() or sign == "+")

    @property
    def needs_checking(self) -> bool:
        return self.checked_on is None or timezone.localdate() - self.checked_on > CHECK_CONTACTS_EVERY


def guide_path(edition, name: str) -> str:
    return f"networks/guides/{edition.site_id}-{edition.number}.pdf"


class GuideEdition(models.Model):
    """A published edition of the newcomer's guide: what it says (``content``), and its file. Never changes."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="guide_editions")
    number = models.PositiveIntegerField("édition")
    published_at = models.DateTimeField("publiée le", default=timezone.now)
    published_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    content = models.JSONField(default=dict)
    file = models.FileField(storage=private_storage, upload_to=guide_path)
    size = models.PositiveIntegerField("taille, en octets")

    objects = SiteScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "édition du guide"
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["site", "number"], name="guide_edition_once")]

    def __str__(self):
        return f"Guide des professionnels, édition {self.number}"

    def get_absolute_url(self):
        return reverse("networks:guide", args=[self.site.slug])

    @property
    def size_in_words(self) -> str:
        return size_in_words(self.size)


class GuideDelivery(models.Model):
    """A new agent was sent the guide."""

    person = models.OneToOneField(FieldWorker, on_delete=models.CASCADE, related_name="guide_delivery")
    edition = models.ForeignKey(GuideEdition, on_delete=models.CASCADE, related_name="deliveries")
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "envoi du guide"

    def __str__(self):
        return f"{self.person} — {self.edition}"
