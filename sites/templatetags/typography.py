from django import template

from proxinet import typography

register = template.Library()


@register.filter
def french(text) -> str:
    """Typed text with French typography; escaped as any text afterwards."""
    return typography.french(str(text))
