"""`kerb run` in a real window: it opens, answers a finger, and ends when told to.

An X server of its own on a free display number, started and ended here; no other display is touched."""

import argparse
import base64
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

SIZE = "1024x600"  # the panel of the example config
PATIENCE = 30  # seconds, on a machine that does much else


def until(what, found):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        seen = found()
        if seen:
            return seen
        time.sleep(0.1)
    sys.exit(f"window_test: waited {PATIENCE} s for {what}")


class Screen:
    """An X server that says which display it took."""

    def __enter__(self):
        reading, writing = os.pipe()
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{SIZE}x24",
                                        "-nolisten", "tcp"], pass_fds=[writing], stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as said:
            self.display = ":" + said.readline().strip()
        if self.display == ":":
            sys.exit("window_test: Xvfb did not start")
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

    def touch(self, window, across, down):
        """At a share of the window's width and height."""
        text = " ".join(self.xdotool("getwindowgeometry", "--shell", window))
        width, height = (int(re.search(side + r"=(\d+)", text).group(1)) for side in ("WIDTH", "HEIGHT"))
        self.xdotool("mousemove", "--window", window, str(int(width * across)), str(int(height * down)))
        time.sleep(0.2)
        self.xdotool("mousedown", "1")
        time.sleep(0.2)
        self.xdotool("mouseup", "1")


def station_config(example, folder):
    """The example, with its files in a folder of the test's own."""
    key = folder / "gateway.key"
    secret = base64.b64encode(bytes(range(32))).decode()
    key.write_text(f"key_id = 00000000-0000-0000-0000-000000000000\nshared_secret = {secret}\n")
    key.chmod(0o600)
    text = example.read_text()
    text = text.replace("/etc/kerb/gateway.key", str(key)).replace("/var/lib/kerb/", f"{folder}/")
    config = folder / "kerb.toml"
    config.write_text(text)
    return config


# A driver reports a broken plug. Where things are, as shares of the screen: the journal says whether they were hit.
FINGER = [("Help", 0.93, 0.07), ("Report a fault", 0.25, 0.66), ("Plug is broken", 0.1, 0.52)]


def listing(kerb, journal):
    return subprocess.run([kerb, "journal", "list", "--file", str(journal)], text=True, capture_output=True,
                          timeout=PATIENCE).stdout


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kerb", required=True)
    parser.add_argument("--config", type=pathlib.Path, required=True)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kerb-window-") as name, Screen() as screen:
        folder = pathlib.Path(name)
        command = [given.kerb, "run", "--config", str(station_config(given.config, folder))]
        environment = {**os.environ, "DISPLAY": screen.display, "SDL_AUDIODRIVER": "dummy"}
        environment.pop("WAYLAND_DISPLAY", None)
        with open(folder / "said.txt", "w+") as said:
            kerb = subprocess.Popen(command, env=environment, stdout=said, stderr=subprocess.STDOUT)
            try:
                window = screen.window("^Kerb$")
                time.sleep(3)
                for _, across, down in FINGER:
                    screen.touch(window, across, down)
                    time.sleep(1.5)
                if kerb.poll() is not None:
                    sys.exit("window_test: it ended by itself:\n" + (folder / "said.txt").read_text())
            finally:
                kerb.send_signal(signal.SIGTERM)
                code = kerb.wait(PATIENCE)
        text = (folder / "said.txt").read_text()
        if code != 0:
            sys.exit(f"window_test: it ended with {code}:\n{text}")
        written = listing(given.kerb, folder / "journal.db")
        if "report filed" not in written:
            sys.exit(f"window_test: the finger left no report in the journal:\n{written}\n{text}")
    print("kerb run: opened, answered, ended")


main()
