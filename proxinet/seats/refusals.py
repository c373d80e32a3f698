class SeatRefused(Exception):
    """A seat that cannot be given, changed or taken back; ``str(error)`` is a French sentence for the person."""


class AlreadySignedUp(SeatRefused):
    pass


class SignUpClosed(SeatRefused):
    pass


class TimeConflict(SeatRefused):
    pass


class CapacityTooSmall(SeatRefused):
    pass


class NotSignedUp(SeatRefused):
    pass


class OfferOver(SeatRefused):
    pass


class NothingToDecide(SeatRefused):
    pass
