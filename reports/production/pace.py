import time


class Pace:
    """``is_time()`` is true so many times a second at most: what is told of progress costs a query each time."""

    def __init__(self, per_second: int):
        self.pause, self.next = 1 / per_second, 0.0

    def is_time(self) -> bool:
        now = time.monotonic()
        if now < self.next:
            return False
        self.next = now + self.pause
        return True
