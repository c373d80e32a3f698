"""Making every row that points to one row point to another instead."""

from django.db import IntegrityError, models, transaction


def relations_to(model) -> list:
    """All that points to ``model`` by a foreign key, hidden relations and the tables of many-to-many ones included."""
    fields = model._meta.get_fields(include_hidden=True)
    return [field for field in fields if field.auto_created and not field.concrete and not field.many_to_many]


def repoint(old: models.Model, new: models.Model, *, leaving: tuple = ()) -> None:
    """Inside the caller's transaction. A row that ``new`` already has its like of (a unique constraint says so) is
    dropped. ``leaving``: the models whose rows stay as they are."""
    for relation in relations_to(type(old)):
        model, key = relation.related_model, relation.field.name
        if model in leaving:
            continue
        for row in model._base_manager.filter(**{key: old}).order_by("pk"):
            try:
                with transaction.atomic():
                    model._base_manager.filter(pk=row.pk).update(**{key: new})
            except IntegrityError:
                if not is_unique_by(model, key):
                    raise
                row.delete()


def is_unique_by(model, key: str) -> bool:
    """Whether a unique constraint of ``model`` names ``key``."""
    together = [constraint.fields for constraint in model._meta.total_unique_constraints]
    conditional = [getattr(constraint, "fields", ()) for constraint in model._meta.constraints]
    named = [*together, *conditional, *model._meta.unique_together]
    return model._meta.get_field(key).unique or any(key in fields for fields in named)
