"""The programs: a bank, a payment service and a charger that live on, and the kiosk that is killed again and again.

Every process is started here and ended here, by its own id. Should this program itself be killed, all but the kiosk
end because their standard input closes, and the kernel ends the kiosk."""

import ctypes
import http.client
import json
import os
import signal
import ssl
import subprocess

from world import World

PATIENCE = 20  # seconds, on a machine that does much else
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)


def die_with_parent():
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class LivesOn:
    """A server that says one line of JSON when it is ready, and ends when its standard input does."""

    def __init__(self, words):
        self.process = subprocess.Popen([*words, "--until-stdin-closes"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{words[0]} did not start")
        self.ready = json.loads(line)

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


class Controlled(LivesOn):
    """Listens for orders of whoever plays the world, too: https://…/stand-in/ on a port of its own."""

    def __init__(self, words, folder, control_ca):
        super().__init__([*words, "--folder", str(folder)])
        self.folder = folder
        self.port = self.ready["port"]
        trusted = ssl.create_default_context(cafile=folder / control_ca)
        self.line = http.client.HTTPSConnection("127.0.0.1", self.ready["control_port"], timeout=PATIENCE,
                                                context=trusted)

    def control(self, method, what, body=None):
        try:
            return self.once(method, what, body)
        except (http.client.HTTPException, OSError):  # it was kept open for too long
            self.line.close()
            return self.once(method, what, body)

    def once(self, method, what, body):
        self.line.request(method, f"/stand-in/{what}", body, {"X-Stand-In-Token": self.ready["token"]})
        answer = self.line.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{self.process.args[0]}, asked for {what}: HTTP {answer.status}")
        return json.loads(text) if text else None

    def mood(self, word, delay_ms=0):
        self.control("POST", "mood", json.dumps({"mood": word, "delay_ms": delay_ms}))

    def close(self):
        self.line.close()
        super().close()


class Bank(Controlled):
    MERCHANT = "kerb_test"

    def __init__(self, program, folder):
        # The minute that card networks want between a lost authorisation and its reversal is a fraction of a second
        # of the bank's time, which does not run faster.
        super().__init__([program, "--merchant", self.MERCHANT, "--decline-last4", "0028", "--owner-last4", "0036",
                          "--reversal-after", "0"], folder, "ca.pem")

    def accounts(self):
        return self.control("GET", "accounts")


class PaymentService(Controlled):
    """Stripe's, with the pages that phones open."""

    def __init__(self, program, folder):
        super().__init__([program, "--service", "stripe"], folder, "control-ca.pem")

    def book(self):
        return self.control("GET", "book")

    def phone(self, page, act):
        self.control("POST", "phone", json.dumps({"page": page, "act": act}))

    def passes(self, seconds):
        self.control("POST", "pass", json.dumps({"seconds": seconds}))


class Charger(LivesOn):
    def __init__(self, program, socket, evses, speed):
        words = [program, "--socket", str(socket), "--speed", str(speed)]
        for evse, connector, watts in evses:
            words += ["--evse", f"{evse}:{connector}:{watts}"]
        super().__init__(words)
        self.world = World(socket)

    def close(self):
        self.world.close()
        super().close()


class Kiosk:
    """The real program, without a screen or on an X server's. `said` collects what it says, of all its lives."""

    def __init__(self, program, config, said, display=None):
        where = {"DISPLAY": display} if display else {"SDL_VIDEODRIVER": "dummy"}
        environment = {**os.environ, **where, "SDL_AUDIODRIVER": "dummy"}
        environment.pop("WAYLAND_DISPLAY", None)
        with open(said, "ab") as log:
            self.process = subprocess.Popen([program, "run", "--config", str(config)], env=environment,
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            preexec_fn=die_with_parent)

    def running(self):
        return self.process.poll() is None

    def kill(self):
        """False when it had ended by itself, which it never may."""
        ran = self.running()
        self.process.kill()
        self.process.wait()
        return ran

    def end(self):
        """In good order; its exit code."""
        self.process.terminate()
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            return None
