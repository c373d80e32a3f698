"""Who was there, as it is ticked."""

from trainings.models import Attendance


class AttendanceForm:
    """A grid of people × half-days, read from the POST without one form per cell.

    ``rows``: ``(registration, [(field name, half-day, value)])``. After ``is_valid()``, ``states`` is ready for
    ``attendance.record_attendance``. Posting ``rest=present`` counts the cells left empty as present (not those of
    people on the waiting list).
    """

    def __init__(self, registrations, half_days, data=None):
        self.data = data
        self.error = ""
        self.states = {}
        self.choices = Attendance.State.choices
        self.rows = [
            (registration, [self.cell(registration, half_day) for half_day in half_days])
            for registration in registrations
        ]

    def cell(self, registration, half_day):
        name = f"presence-{registration.pk}-{half_day.pk}"
        if self.data is not None:
            value = self.data.get(name, "")
        else:
            recorded = {attendance.half_day_id: attendance.state for attendance in registration.attendances.all()}
            value = recorded.get(half_day.pk, "")
        return name, half_day, value

    def is_valid(self) -> bool:
        fill = Attendance.State.PRESENT if self.data.get("rest") == "present" else ""
        for registration, cells in self.rows:
            for _, half_day, value in cells:
                if value and value not in Attendance.State.values:
                    self.error = f"{registration.person} : choisissez présent, absent ou excusé."
                    return False
                blank = "" if registration.state == "waiting" else fill
                self.states[registration.pk, half_day.pk] = value or blank
        return True
