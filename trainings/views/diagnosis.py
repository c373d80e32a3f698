from django.http import Http404


def diagnoses(request):
    raise Http404


def create_diagnosis(request):
    raise Http404


def diagnosis(request, pk):
    raise Http404


def edit_diagnosis(request, pk):
    raise Http404


def delete_diagnosis(request, pk):
    raise Http404


def diagnosis_sheet(request, pk):
    raise Http404


def create_observation(request, pk):
    raise Http404


def observation(request, pk):
    raise Http404


def edit_observation(request, pk):
    raise Http404


def delete_observation(request, pk):
    raise Http404
