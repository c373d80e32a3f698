"""What a site shares: a resource centre or a study, its themes, and what each subject produced."""

from django.db import models
from django.db.models import Q

from accounts.models import Role
from proxinet.private_files import private_storage
from proxinet.scoping import SiteScopedQuerySet
from proxinet.uploads import size_in_words
from sites.models import FieldWorker, Organisation, Site


class SharedStructure(models.Model):
    """The shared structure of a site: a resource centre, or the study that prepares one."""

    class Kind(models.TextChoices):
        RESOURCE_CENTRE = "resource_centre", "Centre de ressources"
        STUDY = "study", "Étude"

    site = models.OneToOneField(Site, on_delete=models.CASCADE, related_name="shared_structure")
    kind = models.CharField("nature", max_length=20, choices=Kind)
    name = models.CharField("nom", max_length=160)
    description = models.TextField("présentation", blank=True, max_length=5000)
    findings = models.TextField("constats", blank=True, max_length=5000)
    period_text = models.CharField("période en clair", max_length=80, blank=True)
    members = models.ManyToManyField(
        FieldWorker, blank=True, related_name="shared_structures", verbose_name="membres du réseau"
    )

    objects = SiteScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "structure commune"

    def __str__(self):
        return self.name


class Theme(models.Model):
    structure = models.ForeignKey(SharedStructure, on_delete=models.CASCADE, related_name="themes")
    order = models.PositiveSmallIntegerField("ordre", default=1)
    title = models.CharField("thème", max_length=160)
    description = models.TextField("de quoi s’agit-il", blank=True, max_length=5000)
    pilot = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="copiloté par",
    )

    class ThemeQuerySet(SiteScopedQuerySet):
        site_lookup = "structure__site"

    objects = ThemeQuerySet.as_manager()

    class Meta:
        verbose_name = "thème"
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "title"],
                name="theme_once_per_structure",
                violation_error_message="Ce thème existe déjà.",
            )
        ]

    def __str__(self):
        return self.title


class Topic(models.Model):
    """A subject chosen within a theme."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="topics")
    order = models.PositiveSmallIntegerField("ordre", default=1)
    title = models.CharField("sujet", max_length=200)
    period_text = models.CharField("période en clair", max_length=80, blank=True)

    class TopicQuerySet(SiteScopedQuerySet):
        site_lookup = "theme__structure__site"

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = "sujet"
        ordering = ["order", "pk"]

    def __str__(self):
        return self.title


class Deliverable(models.Model):
    """What a topic produced: a document or an action; ``people_count`` where people were counted."""

    class Kind(models.TextChoices):
        DOCUMENT = "document", "Document"
        ACTION = "action", "Action"

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="deliverables")
    kind = models.CharField("nature", max_length=10, choices=Kind)
    title = models.CharField("intitulé", max_length=200)
    date_text = models.CharField("date en clair", max_length=60, blank=True)
    people_count = models.PositiveIntegerField("nombre de personnes", null=True, blank=True)
    people_label = models.CharField("qui", max_length=80, blank=True, help_text="Par exemple : locataires interrogés.")

    class DeliverableQuerySet(SiteScopedQuerySet):
        site_lookup = "topic__theme__structure__site"

    objects = DeliverableQuerySet.as_manager()

    class Meta:
        verbose_name = "production"
        ordering = ["pk"]

    def __str__(self):
        return self.title


class Contribution(models.Model):
    """A person took part in a theme's work, regularly or once."""

    class Regularity(models.TextChoices):
        REGULAR = "regular", "Régulière"
        OCCASIONAL = "occasional", "Ponctuelle"

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="contributions")
    person = models.ForeignKey(FieldWorker, on_delete=models.RESTRICT, related_name="contributions")
    regularity = models.CharField("participation", max_length=10, choices=Regularity)

    class Meta:
        verbose_name = "contribution"
        constraints = [models.UniqueConstraint(fields=["theme", "person"], name="contribution_once_per_theme")]

    def __str__(self):
        return f"{self.person} — {self.theme}"


class Orientation(models.Model):
    """A line of co-operation proposed by a study, or an axis of the roadmap that followed."""

    class Kind(models.TextChoices):
        COOPERATION_LINE = "cooperation_line", "Piste de coopération"
        ROADMAP_AXIS = "roadmap_axis", "Axe de la feuille de route"

    structure = models.ForeignKey(SharedStructure, on_delete=models.CASCADE, related_name="orientations")
    kind = models.CharField("nature", max_length=20, choices=Kind)
    order = models.PositiveSmallIntegerField("ordre", default=1)
    title = models.CharField("intitulé", max_length=200)

    class OrientationQuerySet(SiteScopedQuerySet):
        site_lookup = "structure__site"

    objects = OrientationQuerySet.as_manager()

    class Meta:
        verbose_name = "orientation"
        ordering = ["kind", "order", "pk"]

    def __str__(self):
        return self.title


def document_path(document, filename) -> str:
    return f"documents/{document.site_id}/{document.storage_name}"


class DocumentQuerySet(SiteScopedQuerySet):
    national_roles = frozenset({Role.ADMIN})

    def visible_to(self, user):
        """As everywhere; co-ordinators read every site's documents, except those kept for its lead."""
        visible = super().visible_to(user)
        access = getattr(user, "access", None)
        if access is None or access.is_admin or not access.is_coordinator:
            return visible
        return visible | self.filter(audience=Document.Audience.EVERYONE)

    def visible_through(self, membership):
        if membership.role == Role.GUP_LEAD:
            return self.at_site(membership)
        return self.at_site(membership) & Q(audience=Document.Audience.EVERYONE)


class Document(models.Model):
    """A private file of a site (PDF, JPEG or PNG, recognised by its content), served as an attachment."""

    class Audience(models.TextChoices):
        EVERYONE = "everyone", "Toutes les personnes du site"
        LEADS = "leads", "Le chef de projet seulement"

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="documents")
    deliverable = models.ForeignKey(
        Deliverable, on_delete=models.SET_NULL, null=True, blank=True, related_name="documents"
    )
    title = models.CharField("titre", max_length=160)
    audience = models.CharField("visible par", max_length=10, choices=Audience, default=Audience.EVERYONE)
    file = models.FileField("fichier", storage=private_storage, upload_to=document_path)
    storage_name = models.CharField(max_length=60, unique=True, editable=False)
    content_type = models.CharField(max_length=40, editable=False)
    size = models.PositiveIntegerField("taille en octets", editable=False)
    uploaded_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField("ajouté le", auto_now_add=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "document"
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self):
        return self.title

    @property
    def size_in_words(self) -> str:
        """As people say it: thousands of bytes, then millions."""
        return size_in_words(self.size)
