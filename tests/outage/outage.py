"""Kills the kiosk, and nothing else, again and again, and compares the books of all three when it is over.

`kerb run` is the real program with its real journal file. A bank and a charger live on in processes of their own;
drivers come and go, the bank drops answers, the link breaks, and at a random moment the kiosk gets SIGKILL. Time
passes a hundred times as fast as on a clock, at the charger and in the kiosk alike, but for the bank's."""

import argparse
import collections
import datetime
import pathlib
import random
import shutil
import signal
import sys
import tempfile
import time

from books import (AT_REST, Comparison, Journal, commits_acknowledged, commits_in, hold_code,
                   sessions_in)
from drivers import Drivers
from moments import Moment, Writes
from processes import Bank, Charger, Kiosk

SPEED = 100
SETTLING_SPEED = 300
SETTLES_WITHIN = 60  # seconds
EVSES = [(1, "ccs2", 150_000), (2, "ccs2", 300_000), (3, "type2", 22_000), (4, "nacs", 150_000)]
LOOK_EVERY = 25  # kills between two looks into the journal

CONFIG = """
[site]
operator = "Voltaro"
name = "Outage Square"
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
width_px = 480
height_px = 320
width_mm = 90
height_mm = 60
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
port = {port}
merchant_id = "{merchant}"
key_file = "bank/key.txt"
ca_file = "bank/ca.pem"
terminal_id = "KRB00001"
developer_id = "KRBDEV01"
solution_id = "KRBSOL01"
certification_number = "000000000000"
connect_timeout_s = 2
answer_timeout_s = 2
[payment]
hold = "2.00"
raise_by = "1.00"
raises_at_most = 2
device_only_above = "50.00"
country = "DE"
fingerprint_key_file = "fingerprint.key"
charging_cards = ["04A2B3C4D5E680"]
[timing]
plug_in_within_s = 60
left_alone_s = 10
warning_s = 20
receipt_shown_s = 10
[files]
journal = "journal/journal.db"
"""


class Outage:
    def __init__(self, given, folder):
        self.given = given
        self.folder = folder
        self.chance = random.Random(given.seed)
        self.bank = Bank(given.bank, folder / "bank")
        self.charger = self.writes = None
        self.lives = {"starting": 0, "any": 0, "writing": 0}
        self.power_cuts = 0
        self.kills_while_charging = 0
        self.killed_at = []  # as the journal writes times
        self.violations = []
        self.read_so_far = []
        (folder / "journal").mkdir()
        self.journal = Journal(given.kerb, folder / "journal" / "journal.db")

    def open(self):
        self.charger = Charger(self.given.charger, self.folder / "world.sock", EVSES, SPEED)
        self.writes = Writes(self.folder / "journal")
        self.meters = self.read_meters()
        self.drivers = Drivers(self.chance, self.charger.world, self.bank, EVSES)
        self.write_config(SPEED)

    def close(self):
        for part in (self.writes, self.charger, self.bank):
            if part is not None:
                part.close()

    def read_meters(self):
        return {evse: self.charger.world.ask("look", evse=evse)["meter"] for evse, _, _ in EVSES}

    def write_config(self, speed):
        evses = "\n".join(f'[[controller.evse]]\nid = {evse}\nconnector = "{connector}"\nmax_power_w = {watts}'
                          for evse, connector, watts in EVSES)
        (self.folder / "kerb.toml").write_text(CONFIG.format(evses=evses, speed=speed, port=self.bank.port,
                                                             merchant=self.bank.MERCHANT))

    def start_kiosk(self):
        return Kiosk(self.given.kerb, self.folder / "kerb.toml", self.folder / "said.txt")

    # ---- one life of the kiosk after the other

    def kill_again_and_again(self):
        for number in range(1, self.given.kills + 1):
            moment = Moment(self.chance)
            self.lives[moment.kind] += 1
            kiosk = self.start_kiosk()
            try:
                moment.wait(self.writes, self.drivers.act)
            finally:
                ran = kiosk.kill()
                self.killed_at.append(datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z")
            if not ran:
                self.violations.append(f"before kill {number} the kiosk ended by itself, with "
                                       f"{kiosk.process.returncode}: see said.txt")
                return
            self.after_a_kill(number, moment)

    def after_a_kill(self, number, moment):
        running = [charge for charge in self.charger.world.charges()[-len(EVSES):] if "meter_stop" not in charge]
        self.kills_while_charging += bool(running)
        if self.chance.random() < 0.06:
            self.drivers.site_loses_power()
            self.power_cuts += 1
        if self.chance.random() < 0.5:
            self.charger.world.ask("remove")  # whoever stands there takes their card back
        if number % LOOK_EVERY == 0:
            self.look_into_journal()
        if self.given.plant:
            self.put_back_old_journal(number)
        time.sleep(moment.pause)

    def put_back_old_journal(self, number):
        """The planted bug: a disk that took ten lives for written which it had not."""
        kept = self.folder / "kept"
        if number % 10 == 0 and kept.exists():
            shutil.rmtree(self.journal.file.parent)
            shutil.copytree(kept, self.journal.file.parent)
            self.writes.close()
            self.writes = Writes(self.journal.file.parent)
        if number % 10 == 0:
            shutil.rmtree(kept, ignore_errors=True)
            shutil.copytree(self.journal.file.parent, kept)

    def look_into_journal(self):
        """It is intact, and nothing that was ever read in it has changed or gone."""
        if not self.journal.file.exists():
            return
        code, said = self.journal.says("verify")
        if code != 0:
            self.violations.append("the journal does not verify: " + said.strip())
        entries = self.journal.entries()
        if entries[:len(self.read_so_far)] != self.read_so_far:
            self.violations.append("entries of the journal have changed or gone")
        self.read_so_far = entries

    # ---- the end

    def settle(self):
        """Everybody goes home, everything works, and the kiosk has all the time that it wants."""
        self.drivers.all_go_home()
        self.write_config(SETTLING_SPEED)
        ends = time.monotonic() + SETTLES_WITHIN
        while time.monotonic() < ends:
            kiosk = self.start_kiosk()
            self.wait_until_quiet(kiosk, ends)
            code = kiosk.end()
            if code != 0:
                return self.violations.append(f"told to end, the kiosk ended with {code}: see said.txt")
            still_open = self.journal.open_operations()
            if not still_open:
                return None
        return self.violations.append(f"not settled within {SETTLES_WITHIN} s: {still_open}")

    def wait_until_quiet(self, kiosk, ends):
        """No pause of a saga is longer than five minutes, which are a second here."""
        while time.monotonic() < ends and kiosk.running():
            if not self.writes.within(3.5):
                return

    def compare(self):
        self.look_into_journal()
        charges = self.charger.world.charges()
        sessions = sessions_in(self.read_so_far)
        self.violations += Comparison(sessions, self.bank.accounts(), charges).violations
        self.compare_with_log()
        delivered = {evse: 0 for evse, _, _ in EVSES}
        for charge in charges:
            delivered[charge["evse"]] += charge.get("meter_stop", charge["meter_start"]) - charge["meter_start"]
        for evse, now in self.read_meters().items():
            if now - self.meters[evse] != delivered[evse]:
                self.violations.append(f"EVSE {evse} counted {now - self.meters[evse]} Wh, and {delivered[evse]} Wh "
                                       "are in its charges")
        return sessions

    def compare_with_log(self):
        """No commit that was acknowledged is lost; some that were not are there, and count."""
        written = commits_in(entry for entry in self.read_so_far if entry["kind"].startswith("saga."))
        acknowledged = commits_acknowledged((self.folder / "said.txt").read_text(errors="replace"))
        self.unacknowledged = (written - acknowledged).total()
        for (kind, code), count in (acknowledged - written).items():
            self.violations.append(f"{count} acknowledged commit(s) of {code} as {kind} are lost")

    def must_have_sold(self, sessions):
        """A station at which nothing happens proves nothing."""
        paid = sum(session.state == "captured" for session in sessions.values())
        if paid < self.given.kills // 25:
            self.violations.append(f"only {paid} charges were paid: is the machine too busy for this test?")

    def say(self, sessions, seconds):
        ends = collections.Counter(session.state for session in sessions.values())
        surprised = collections.Counter(session.state_at(moment) for session in sessions.values()
                                        for moment in self.killed_at)
        energy = sum(session.delivered for session in sessions.values())
        print(f"kills {sum(self.lives.values())}: " + ", ".join(f"{count} {kind}" for kind, count in self.lives.items())
              + f"; {self.kills_while_charging} while energy flowed, {self.power_cuts} with the charger's power")
        print("killed in the middle of: " + ", ".join(f"{surprised[state]} {state}" for state in sorted(
            filter(None, surprised)) if state not in AT_REST))
        print(f"sessions {len(sessions)}: " + ", ".join(f"{count} {end}" for end, count in sorted(ends.items())))
        print(f"taps {self.drivers.taps}, energy {energy} Wh, journal {len(self.read_so_far)} entries, of which "
              f"{self.unacknowledged} had been written and not acknowledged when the kiosk was killed")
        print(f"violations {len(self.violations)}")
        for violation in self.violations:
            print("  " + violation)
            for session in sessions.values():
                if session.key in violation or hold_code(session.key) in violation:
                    for body in session.bodies:
                        print("    ", {name: value for name, value in body.items() if name != "terms"})
        print(f"seconds {seconds:.1f}")

    def run(self):
        began = time.monotonic()
        self.open()
        self.kill_again_and_again()
        if not self.violations or self.given.plant:
            self.settle()
        sessions = self.compare()
        self.must_have_sold(sessions)
        self.say(sessions, time.monotonic() - began)
        # With the plant, not finding anything is what must not be.
        return int(bool(self.violations) != self.given.plant)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    for program in ("kerb", "bank", "charger"):
        parser.add_argument("--" + program, required=True, type=pathlib.Path)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=None, help="of everything that people and bad luck do")
    parser.add_argument("--plant", action="store_true", help="lose a part of the journal now and then; it must be seen")
    parser.add_argument("--keep", action="store_true", help="leave the folder with journal and logs")
    given = parser.parse_args()
    if given.seed is None:
        given.seed = random.SystemRandom().randrange(1 << 32)
    return given


def main():
    given = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("told to end"))  # and nothing is left behind
    print(f"seed {given.seed}", flush=True)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="kerb-outage-"))
    outage = None
    try:
        outage = Outage(given, folder)
        code = outage.run()
    finally:
        if outage is not None:
            outage.close()
        if given.keep:
            print(f"left in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)
    sys.exit(code)


main()
