"""Kerb in real windows. `kerb run` opens one, answers a finger, and ends when told to; `kerb simulate` opens two,
neither on top of the other, and ends too."""

import argparse
import base64
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

import pixels
from x_server import PATIENCE, Screen, until

PANEL = "1024x600"  # of the example config
DESK = "1600x1000"


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
FINGER = [("Help", 0.93, 0.07), ("Report a fault", 0.26, 0.68), ("Plug is broken", 0.1, 0.52)]


def listing(kerb, journal):
    return subprocess.run([kerb, "journal", "list", "--file", str(journal)], text=True, capture_output=True,
                          timeout=PATIENCE).stdout


def started(screen, said, *command):
    environment = {**os.environ, "DISPLAY": screen.display, "SDL_AUDIODRIVER": "dummy"}
    environment.pop("WAYLAND_DISPLAY", None)
    return subprocess.Popen(command, env=environment, stdout=said, stderr=subprocess.STDOUT)


def ended(kerb, said):
    """What it said, after an orderly end."""
    kerb.send_signal(signal.SIGTERM)
    code = kerb.wait(PATIENCE)
    said.seek(0)
    text = said.read()
    if code != 0:
        sys.exit(f"window_test: it ended with {code}:\n{text}")
    return text


def run_answers_a_finger(program, config, folder):
    with Screen(PANEL) as screen, open(folder / "run.txt", "w+") as said:
        kerb = started(screen, said, program, "run", "--config", str(station_config(config, folder)))
        try:
            window = screen.window("^Kerb$")
            time.sleep(3)
            for _, across, down in FINGER:
                screen.touch(window, across, down)
                time.sleep(1.5)
        finally:
            text = ended(kerb, said)
    written = listing(program, folder / "journal.db")
    if "report filed" not in written:
        sys.exit(f"window_test: the finger left no report in the journal:\n{written}\n{text}")


def simulate_lays_its_windows_out(program, folder):
    with Screen(DESK) as screen, open(folder / "simulate.txt", "w+") as said:
        kerb = started(screen, said, program, "simulate")
        try:
            boxes = [screen.box(screen.window(name)) for name in ("driver sees", "control panel")]
        finally:
            ended(kerb, said)
    (left, top, width, height), (other, above, across, down) = boxes
    apart = left + width <= other or other + across <= left or top + height <= above or above + down <= top
    if not apart:
        sys.exit(f"window_test: one window lies on the other: {boxes}")


def window_shows_every_pixel(program, folder):
    """What the X server has in its frame buffer is what the PNG presenter writes, pixel by pixel."""
    png = folder / "shown.png"
    with Screen(PANEL, "-fbdir", str(folder)) as screen:
        environment = {**os.environ, "DISPLAY": screen.display}
        environment.pop("WAYLAND_DISPLAY", None)
        shown = subprocess.Popen([program, "charging", str(png)], env=environment, text=True,
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            if shown.stdout.readline().strip() != "shown":
                sys.exit("window_test: no picture was shown")
            expected = pixels.of_png(png.read_bytes())

            def same():
                dump = (folder / "Xvfb_screen0").read_bytes()
                return pixels.of_xwd(dump, len(expected[0]) // 3, len(expected)) == expected
            until("the window to show every pixel of the picture", same)
        finally:
            shown.stdin.close()
            shown.wait(PATIENCE)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kerb", required=True)
    parser.add_argument("--shown-picture", required=True)
    parser.add_argument("--config", type=pathlib.Path, required=True)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kerb-window-") as name:
        run_answers_a_finger(given.kerb, given.config, pathlib.Path(name))
        simulate_lays_its_windows_out(given.kerb, pathlib.Path(name))
        window_shows_every_pixel(given.shown_picture, pathlib.Path(name))
    print("kerb run: opened, answered, ended; kerb simulate: two windows side by side; every pixel of a window right")


main()
