"""An X server of the test's own on a free display number, started and ended here; no other display is touched."""

import os
import re
import subprocess
import sys
import time

PATIENCE = 30  # seconds, on a machine that does much else


def until(what, found):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        seen = found()
        if seen:
            return seen
        time.sleep(0.1)
    sys.exit(f"waited {PATIENCE} s for {what}")


class Screen:
    """An X server that says which display it took."""

    def __init__(self, size, *options):
        self.size = size
        self.options = options

    def __enter__(self):
        reading, writing = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{self.size}x24",
                                        "-nolisten", "tcp", *self.options], pass_fds=[writing], stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as said:
            self.display = ":" + said.readline().strip()
        if self.display == ":":
            sys.exit("Xvfb did not start")
        return self

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait(PATIENCE)

    def xdotool(self, *words):
        done = subprocess.run(["xdotool", *words], env={**os.environ, "DISPLAY": self.display}, text=True,
                              capture_output=True, timeout=PATIENCE)
        return done.stdout.split()

    def window(self, name):
        return until(f"a window \"{name}\"", lambda: self.xdotool("search", "--name", name))[0]

    def box(self, window):
        """Left, top, width, height."""
        text = " ".join(self.xdotool("getwindowgeometry", "--shell", window))
        return [int(re.search(rf"\b{side}=(-?\d+)", text).group(1)) for side in ("X", "Y", "WIDTH", "HEIGHT")]

    def touch(self, window, across, down):
        """At a share of the window's width and height."""
        _, _, width, height = self.box(window)
        self.xdotool("mousemove", "--window", window, str(int(width * across)), str(int(height * down)))
        time.sleep(0.2)
        self.xdotool("mousedown", "1")
        time.sleep(0.2)
        self.xdotool("mouseup", "1")
