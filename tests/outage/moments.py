"""When the kiosk is killed: while it starts, at any time, or a moment after it has begun to write to its journal,
which is often in the middle of a commit."""

import ctypes
import os
import select
import time

IN_MODIFY = 0x2
IN_NONBLOCK = os.O_NONBLOCK
LONGEST_LIFE = 1.6  # seconds


class Writes:
    """Sees every write to a file in a folder, as the kernel tells it (inotify)."""

    def __init__(self, folder):
        libc = ctypes.CDLL(None, use_errno=True)
        self.descriptor = libc.inotify_init1(IN_NONBLOCK)
        if self.descriptor < 0 or libc.inotify_add_watch(self.descriptor, os.fsencode(folder), IN_MODIFY) < 0:
            raise OSError(ctypes.get_errno(), "inotify")

    def forget(self):
        try:
            while os.read(self.descriptor, 65536):
                pass
        except BlockingIOError:
            pass

    def within(self, seconds):
        """True when something was written."""
        if not select.select([self.descriptor], [], [], max(0, seconds))[0]:
            return False
        self.forget()
        return True

    def close(self):
        os.close(self.descriptor)


def precisely(seconds):
    """A sleep that is right to some microseconds."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        pass


class Moment:
    """One life of the kiosk: how it ends is drawn when it begins."""

    def __init__(self, chance):
        self.kind = chance.choices(["starting", "any", "writing"], [20, 30, 50])[0]
        longest = {"starting": 0.25, "any": 1.4, "writing": LONGEST_LIFE}[self.kind]
        self.life = longest if self.kind == "writing" else chance.uniform(0, longest)
        self.writes_left = chance.randint(1, 24) if self.kind == "writing" else 0
        # A commit takes about 200 µs, and the order that follows it leaves within a millisecond.
        self.after_write = chance.choice([chance.uniform(0, 0.0004), chance.uniform(0, 0.003)])
        self.pause = chance.choice([0.0, 0.0, chance.uniform(0, 0.3)])

    def wait(self, writes, act):
        """Returns when it has come. `act` is called every few milliseconds meanwhile."""
        ends = time.perf_counter() + self.life
        writes.forget()
        while (left := ends - time.perf_counter()) > 0:
            if self.kind != "starting":
                act()
            if not writes.within(min(left, 0.003)) or self.kind != "writing":
                continue
            self.writes_left -= 1
            if self.writes_left == 0:
                return precisely(self.after_write)
