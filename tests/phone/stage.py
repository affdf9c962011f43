"""A whole station for one story: the real `kerb run` in a window of an X server's, a charger, a bank and a payment
service in processes of their own, and a driver with a finger and a phone."""

import http.client
import re
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request

import pixels
from books import Journal
from processes import Bank, Charger, Kiosk, PaymentService
from x_server import Screen

SPEED = 10  # of the station's clock
PANEL = "1024x600"
PATIENCE = 60  # seconds of the machine's
GOES_HOME = 12  # seconds of the machine's: more than left_alone_s and the warning
TRIES = 3
WITHDRAWN_WITHIN = 150  # seconds of the machine's: a page that nobody pays on is left open for ten minutes of the kiosk's
# How long the kiosk is given to come to rest, in seconds of the machine's. The second look at an order whose answer was
# lost comes after five minutes of its own, which begin anew with every start.
LOOKS_AGAIN = (1, 40, 80)
EVSES = [(1, "ccs2", 300_000), (2, "type2", 22_000)]

CONFIG = """
[site]
operator = "Voltaro"
name = "Phone Square"
evse_code = "DE*VLT*E1042"
helpline = "0800 724 5566"
time_zone = "Europe/Berlin"
[merchant]
name = "Voltaro GmbH"
address = "Kaistraße 12, 20457 Hamburg"
vat_number = "DE123456789"
[price]
currency = "EUR"
per_kwh = "0.59"
vat_percent = "19"
[display]
width_px = 1024
height_px = 600
width_mm = 222
height_mm = 130
[reader]
kind = "simulated"
[controller]
kind = "simulated"
{evses}
[simulated]
socket = "world.sock"
speed = {speed}
[gateway]
host = "localhost"
port = {bank}
merchant_id = "{merchant}"
key_file = "bank/key.txt"
ca_file = "bank/ca.pem"
terminal_id = "KRB00001"
developer_id = "KRBDEV01"
solution_id = "KRBSOL01"
certification_number = "000000000000"
connect_timeout_s = 2
answer_timeout_s = 2
[checkout]
service = "stripe"
host = "localhost"
port = {psp}
page_host = "localhost"
page_port = {psp}
key_file = "psp/key.txt"
ca_file = "psp/ca.pem"
success_url = "https://charge.example.com/paid"
cancel_url = "https://charge.example.com/back"
connect_timeout_s = 2
answer_timeout_s = 2
[payment]
hold = "50.00"
device_only_above = "50.00"
country = "DE"
fingerprint_key_file = "fingerprint.key"
[timing]
plug_in_within_s = 120
left_alone_s = 60
receipt_shown_s = 10
[files]
journal = "journal/journal.db"
"""


def config_text(bank, psp):
    evses = "\n".join(f'[[controller.evse]]\nid = {evse}\nconnector = "{connector}"\nmax_power_w = {watts}'
                      for evse, connector, watts in EVSES)
    return CONFIG.format(evses=evses, speed=SPEED, bank=bank, psp=psp, merchant=Bank.MERCHANT)


class Failed(Exception):
    """What should have happened, and did not."""


def eventually(what, seen, patience=PATIENCE):
    ends = time.monotonic() + patience
    while time.monotonic() < ends:
        found = seen()
        if found:
            return found
        time.sleep(0.1)
    raise Failed(f"waited {patience} s for {what}")


class OnThisMachine(http.client.HTTPSConnection):
    """Every name is this machine's: one without /etc/hosts does not know "localhost", which libcurl always does."""

    def __init__(self, host, **settings):
        super().__init__(host, **settings)
        self._create_connection = lambda address, *rest: socket.create_connection(("127.0.0.1", address[1]), *rest)


class Browser(urllib.request.HTTPSHandler):
    def __init__(self, context):
        super().__init__(context=context)
        self.trusted = context

    def https_open(self, request):
        return self.do_open(OnThisMachine, request, context=self.trusted)


class Phone:
    """Reads codes with zbar, and pays in a browser that trusts the service's authority alone."""

    def __init__(self, ca_file):
        self.browser = urllib.request.build_opener(Browser(ssl.create_default_context(cafile=ca_file)))

    def presses(self, address, button):
        """True: the page took it."""
        page = address.split("#")[0]
        request = urllib.request.Request(f"{page}/{button}", data=b"", method="POST")
        try:
            return self.browser.open(request, timeout=PATIENCE).status == 200
        except urllib.error.HTTPError as refused:
            if refused.code != 409:
                raise
            return False


class Places:
    """Where what is touched is, as the program's own gallery writes it."""

    def __init__(self, kerb, folder):
        config = folder / "kerb.toml"
        config.write_text(config_text(bank=1, psp=1))  # nobody is asked for anything
        subprocess.run([kerb, "simulate", "--headless", "--gallery", str(folder), "--config", str(config), "--locale", "en",
                        "--theme", "light", "--size", PANEL], check=True, capture_output=True, timeout=PATIENCE)
        self.boxes = {}
        for file in (folder / "en" / "light").glob("*.txt"):
            for name, left, top, width, height in re.findall(
                    r"^button +(\S+) .*\((\d+),(\d+) (\d+)x(\d+)\)$", file.read_text(), re.MULTILINE):
                middle = (int(left) + int(width) / 2, int(top) + int(height) / 2)
                self.boxes[file.name.removesuffix(".txt"), name] = middle

    def share(self, screen, name):
        across, down = self.boxes[screen, name]
        width, height = map(int, PANEL.split("x"))
        return across / width, down / height


class Stage:
    def __init__(self, programs, places, folder):
        self.programs = programs
        self.places = places
        self.folder = folder
        self.kiosk = None
        self.screen = Screen(PANEL, "-fbdir", str(folder))
        self.screen.__enter__()
        self.bank = Bank(programs.bank, folder / "bank")
        self.psp = PaymentService(programs.psp, folder / "psp")
        self.charger = Charger(programs.charger, folder / "world.sock", EVSES, SPEED)
        self.world = self.charger.world
        self.phone = Phone(folder / "psp" / "ca.pem")
        (folder / "journal").mkdir()
        self.journal = Journal(programs.kerb, folder / "journal" / "journal.db")
        self.config = folder / "kerb.toml"
        self.config.write_text(config_text(self.bank.port, self.psp.port))

    def close(self):
        if self.kiosk:
            self.kiosk.kill()
        for part in (self.charger, self.psp, self.bank):
            part.close()
        self.screen.__exit__()

    # ---- the kiosk

    def start(self):
        begun = self.said().count("kerb runs")
        self.kiosk = Kiosk(self.programs.kerb, self.config, self.folder / "said.txt", self.screen.display)
        eventually("the kiosk to run", lambda: self.said().count("kerb runs") > begun)
        self.window = self.screen.window("^Kerb$")
        time.sleep(1.5)  # the first frame, the charger's link and the reader

    def said(self):
        file = self.folder / "said.txt"
        return file.read_text(errors="replace") if file.exists() else ""

    def power_cut(self):
        if not self.kiosk.kill():
            raise Failed(f"the kiosk had ended by itself, with {self.kiosk.process.returncode}")

    def restart(self):
        self.power_cut()
        self.start()

    # ---- the driver

    def touch(self, screen, name):
        self.screen.touch(self.window, *self.places.share(screen, name))
        time.sleep(0.7)

    def choose_phone(self):
        """A screen that is slow to follow the finger is left alone until it goes home, and tried again."""
        for _ in range(TRIES):
            ordered = self.said().count("saga.holding")
            self.touch("idle", "connector.1")
            self.touch("connector", "pay.start")
            self.touch("phone_offered", "tap.by_phone")
            ends = time.monotonic() + 3
            while time.monotonic() < ends:
                if self.said().count("saga.holding") > ordered:
                    return
                time.sleep(0.1)
            time.sleep(GOES_HOME)
        raise Failed("the phone could not be chosen")

    def code_on_screen(self):
        """What a phone's camera makes of the window as it is now; nothing without a code."""
        width, height = map(int, PANEL.split("x"))
        rows = pixels.of_xwd((self.folder / "Xvfb_screen0").read_bytes(), width, height)
        picture = self.folder / "seen.ppm"
        picture.write_bytes(f"P6 {width} {height} 255\n".encode() + b"".join(rows))
        done = subprocess.run(["zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", str(picture)], text=True,
                              capture_output=True, timeout=PATIENCE)
        return done.stdout.strip()

    def scan(self):
        """Chooses to pay by phone; the address that the phone reads."""
        before = len(self.psp.book()["pages"])
        self.choose_phone()
        eventually("a page at the service", lambda: len(self.psp.book()["pages"]) > before)
        return eventually("a code on the screen", self.code_on_screen)

    def look(self):
        return self.world.ask("look", evse=1)

    def plug(self):
        self.world.ask("plug", evse=1, soc=20, battery=60_000, power=150_000)

    def charge_until(self, watt_hours):
        began = self.look()["meter"]
        eventually("the charge", lambda: self.look()["state"] == "charging")
        eventually("energy", lambda: self.look()["meter"] - began >= watt_hours)

    # ---- the books

    def payments(self):
        return self.psp.book()["payments"]

    def pages(self):
        return [page["status"] for page in self.psp.book()["pages"]]

    def delivered_cents(self):
        """What all charges cost that were ever made, each rounded by itself."""
        energy = [charge["meter_stop"] - charge["meter_start"] for charge in self.world.charges()]
        return [(wh * 590 + 5_000) // 10_000 for wh in energy if wh]

    def settled(self):
        """Nothing is open anywhere."""
        return (not any(payment["status"] == "requires_capture" for payment in self.payments())
                and "open" not in self.pages()
                and not any(account["state"] == "held" for account in self.bank.accounts()))

    def end(self):
        """Everything comes to rest, and the books agree."""
        eventually("all money to be settled", self.settled, WITHDRAWN_WITHIN)
        self.world.ask("unplug", evse=1)
        for pause in LOOKS_AGAIN:
            time.sleep(pause)
            code = self.kiosk.end()
            if code != 0:
                raise Failed(f"told to end, the kiosk ended with {code}")
            still_open = self.journal.open_operations()
            if not still_open:
                break
            self.start()
        else:
            raise Failed(f"the journal has open: {still_open}")
        code, said = self.journal.says("verify")
        if code != 0:
            raise Failed("the journal does not verify: " + said)
        secret = (self.folder / "psp" / "key.txt").read_text().strip()
        if secret in self.said():
            raise Failed("the service's key is in the log")

    def must_have(self, **wanted):
        """captured: cents of every payment that was taken at the service, in their order."""
        captured = [payment["captured"] for payment in self.payments() if payment["captured"]]
        if captured != wanted["captured"]:
            raise Failed(f"captured {captured}, not {wanted['captured']}: {self.psp.book()}")
