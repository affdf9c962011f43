"""Paying on a phone, with nothing in memory that could be real: `kerb run` in a window, the code read from its pixels,
the page opened over HTTPS, the kiosk killed at every step, and a service that is down, slow or lying. Whatever happens,
in the end nothing is held, and no more is taken than what was delivered."""

import argparse
import pathlib
import shutil
import signal
import sys
import tempfile
import time
import traceback
import types

from stage import EVSES, Failed, Places, Stage, eventually

ENOUGH = 300  # watt-hours of a charge


def held_once(stage):
    return [payment["status"] for payment in stage.payments()].count("requires_capture") == 1


def pay(stage, address):
    if not stage.phone.presses(address, "pay"):
        raise Failed("the page took no money")
    if not held_once(stage):
        raise Failed(f"not one hold: {stage.payments()}")


def charge(stage):
    time.sleep(2)  # a poll and a round trip: the station asks to plug in
    stage.plug()
    stage.charge_until(ENOUGH)
    stage.world.ask("unplug", evse=1)


def sold(stage):
    stage.end()
    stage.must_have(captured=stage.delivered_cents())


def paid(stage):
    address = stage.scan()
    if len(address) < 500:
        raise Failed(f"not as long as the real ones: {address}")
    pay(stage, address)
    charge(stage)
    sold(stage)
    if len(stage.delivered_cents()) != 1:
        raise Failed("not one charge")


def abandoned(stage):
    address = stage.scan()
    stage.touch("scan.qr", "nav.cancel")
    eventually("the page to be withdrawn", lambda: stage.pages() == ["expired"])
    if stage.phone.presses(address, "pay"):
        raise Failed("a page that was withdrawn took money")
    sold(stage)


def paid_after_expiry(stage):
    stage.scan()
    stage.psp.phone(stage.psp.book()["pages"][0]["id"], "pay_late")
    sold(stage)  # nobody plugs in: it is given back
    if [payment["status"] for payment in stage.payments()] != ["canceled"]:
        raise Failed(f"not given back: {stage.payments()}")


def paid_twice(stage):
    address = stage.scan()
    pay(stage, address)
    if stage.phone.presses(address, "pay"):
        raise Failed("one page took money twice")
    charge(stage)
    sold(stage)


def declined_then_paid(stage):
    address = stage.scan()
    stage.phone.presses(address, "decline")
    time.sleep(3)
    pay(stage, address)
    charge(stage)
    sold(stage)


def paid_while_a_card_is_tapped(stage):
    address = stage.scan()
    stage.world.ask("tap", card="visa")
    stage.phone.presses(address, "pay")  # as chance has it, it is too late
    time.sleep(1)
    stage.world.ask("remove")
    time.sleep(6)
    cards = sum(account["state"] == "held" for account in stage.bank.accounts())
    phones = sum(payment["status"] == "requires_capture" for payment in stage.payments())
    if cards + phones > 1:
        raise Failed(f"held by {cards} cards and {phones} phones")
    sold(stage)


def power_cut_with_the_code_on_screen(stage):
    address = stage.scan()
    stage.power_cut()
    stage.start()
    eventually("the page to be withdrawn", lambda: stage.pages() == ["expired"])
    if stage.phone.presses(address, "pay"):
        raise Failed("a page that was withdrawn took money")
    sold(stage)


def power_cut_while_the_page_is_made(stage):
    stage.psp.mood("slow", 3000)
    stage.choose_phone()
    eventually("a page at the service", stage.pages)
    stage.power_cut()
    stage.psp.mood("normal")
    stage.start()
    sold(stage)


def power_cut_when_it_was_paid(stage):
    address = stage.scan()
    stage.power_cut()
    pay(stage, address)
    stage.start()
    sold(stage)
    if [payment["status"] for payment in stage.payments()] != ["canceled"]:
        raise Failed(f"not given back: {stage.payments()}")


def power_cut_before_plugging_in(stage):
    pay(stage, stage.scan())
    time.sleep(2)
    stage.restart()
    sold(stage)


def power_cut_while_charging(stage):
    pay(stage, stage.scan())
    time.sleep(2)
    stage.plug()
    stage.charge_until(ENOUGH)
    stage.restart()
    time.sleep(2)
    stage.world.ask("unplug", evse=1)
    sold(stage)
    if len(stage.delivered_cents()) != 1:
        raise Failed("not one charge")


def power_cut_while_it_is_taken(stage):
    pay(stage, stage.scan())
    time.sleep(2)
    stage.plug()
    stage.charge_until(ENOUGH)
    stage.psp.mood("drops_after")
    stage.world.ask("unplug", evse=1)
    eventually("the capture", lambda: any(payment["captured"] for payment in stage.payments()))
    stage.power_cut()
    stage.psp.mood("normal")
    stage.start()
    sold(stage)


def opens_no_page(mood):
    def story(stage):
        stage.psp.mood(mood, 30_000 if mood == "slow" else 0)
        stage.choose_phone()
        time.sleep(4)
        if stage.code_on_screen():
            raise Failed("a code on the screen")
        stage.psp.mood("normal")
        if mood == "other_currency":
            stage.psp.passes(36 * 60)  # nobody was told of that page: it lapses
        sold(stage)
    return story


def clock_wrong(stage):
    stage.psp.passes(6 * 3600)
    stage.choose_phone()
    time.sleep(3)
    if stage.pages() or stage.code_on_screen():
        raise Failed("a page that ends before it begins")
    sold(stage)


def takes_it_when_the_service_is_back(mood):
    def story(stage):
        pay(stage, stage.scan())
        time.sleep(2)
        stage.plug()
        stage.charge_until(ENOUGH)
        stage.psp.mood(mood, 5_000 if mood == "slow" else 0)
        stage.world.ask("unplug", evse=1)
        time.sleep(4)
        stage.psp.mood("normal")
        sold(stage)
    return story


STORIES = {
    "paid": paid,
    "abandoned": abandoned,
    "paid after expiry": paid_after_expiry,
    "paid twice": paid_twice,
    "declined, then paid": declined_then_paid,
    "paid while a card is tapped": paid_while_a_card_is_tapped,
    "power cut while the page is made": power_cut_while_the_page_is_made,
    "power cut with the code on screen": power_cut_with_the_code_on_screen,
    "power cut when it was paid": power_cut_when_it_was_paid,
    "power cut before plugging in": power_cut_before_plugging_in,
    "power cut while charging": power_cut_while_charging,
    "power cut while it is taken": power_cut_while_it_is_taken,
    "clock wrong by hours": clock_wrong,
    **{f"service {mood} when a page is wanted": opens_no_page(mood)
       for mood in ("unreachable", "slow", "answers_html", "garbage", "error_500", "drops_after", "other_currency",
                    "too_many")},
    **{f"service {mood} when money is taken": takes_it_when_the_service_is_back(mood)
       for mood in ("unreachable", "slow", "answers_html", "drops_before")},
}


def play(name, story, programs, places, keep):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="kerb-phone-"))
    began = time.monotonic()
    stage = None
    try:
        stage = Stage(programs, places, folder)
        stage.start()
        story(stage)
        print(f"  {name}: {time.monotonic() - began:.0f} s", flush=True)
        return True
    except Exception as problem:  # the others are played all the same
        print(f"  {name}: FAILED, {problem}")
        if not isinstance(problem, Failed):
            traceback.print_exc(file=sys.stdout)
        if stage is not None:
            print(f"    pages {stage.pages()}, payments {stage.payments()}, bank {stage.bank.accounts()}\n    kerb said:\n"
                  + stage.said(), flush=True)
        return False
    finally:
        if stage is not None:
            stage.close()
        if keep:
            print(f"    left in {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for program in ("kerb", "bank", "charger", "psp"):
        parser.add_argument("--" + program, required=True, type=pathlib.Path)
    parser.add_argument("--only", help="the stories with this in their names")
    parser.add_argument("--short", action="store_true", help="of the stories about a service that fails only one of a kind")
    parser.add_argument("--keep", action="store_true", help="leave the folders with journals and logs")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("told to end"))  # and nothing is left behind
    programs = types.SimpleNamespace(**{name: getattr(given, name).resolve() for name in ("kerb", "bank", "charger", "psp")})
    chosen = {name: story for name, story in STORIES.items()
              if (not given.only or given.only in name)
              and not (given.short and name.startswith("service") and "answers_html" not in name)}
    print(f"{len(chosen)} stories at a station of {len(EVSES)} connectors:", flush=True)
    with tempfile.TemporaryDirectory(prefix="kerb-places-") as folder:
        places = Places(programs.kerb, pathlib.Path(folder))
    failed = [name for name, story in chosen.items() if not play(name, story, programs, places, given.keep)]
    print(f"stories {len(chosen)}, failed {len(failed)}")
    sys.exit(bool(failed))


main()
