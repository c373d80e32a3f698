"""A campaign, a site that tells, and its contribution: the ground of the tests of contributions."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from reports.contributions.prefilling import prefill
from reports.models import Question, SiteAssessment
from tests.factories.reports import a_campaign, a_told_site


def a_prefilled_contribution(site=None, campaign=None) -> SiteAssessment:
    campaign = campaign or a_campaign()
    site = site or a_told_site(campaign.call, name="Sens")
    assessment = SiteAssessment.objects.create(campaign=campaign, site=site)
    prefill(assessment, None)
    return assessment


def answer_to(assessment, section=Question.Section.CONTEXT):
    return assessment.answers.get(question__section=section)


def answer_url(answer) -> str:
    return reverse("reports:answer", args=[answer.assessment_id, answer.question_id])


def an_image(size=(30, 20), kind="JPEG", **options) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", size, "navy").save(drawn, kind, **options)
    return drawn.getvalue()


def an_upload(size=(30, 20), **options) -> SimpleUploadedFile:
    return SimpleUploadedFile("photo.jpg", an_image(size, **options), content_type="image/jpeg")
