from django.forms.renderers import TemplatesSetting


class ComponentRenderer(TemplatesSetting):
    """Every form and field of the portal is drawn by two components."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
