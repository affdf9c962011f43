"""What people and bad luck do at a charging station, from a seed. They see what anybody sees there: the connector,
the car, and the lights of the reader. They do the right thing often enough that much is sold, and else anything."""

# Of a hundred cards held to the reader.
CARDS = {"visa": 34, "mastercard": 26, "phone": 18, "charging card": 8, "locked phone": 4, "declined": 3,
         "needs owner": 3, "torn": 2, "unreadable": 2}

MOODS = ["slow", "unreachable", "declines", "drops_before", "drops_after", "answers_html", "error_502",
         "answers_twice", "garbage"]
FAULTS = ["ground_fault", "high_temperature", "contactor", "lock_failure", "internal"]

# How something that broke is mended.
REPAIRS = {"link": {"on": True}, "reader": {"on": True}, "emergency_stop": {"on": False},
           "limit_site": {"power": 400_000}}


class Drivers:
    def __init__(self, chance, world, bank, evses):
        self.chance = chance
        self.world = world
        self.bank = bank
        self.evses = [evse for evse, _, _ in evses]
        self.broken = {}  # order → members of the order that mends it
        self.mood = "normal"
        self.taps = 0

    def happens(self, percent):
        return self.chance.random() * 100 < percent

    def act(self):
        """One small thing, or nothing."""
        self.misfortune()
        evse = self.chance.choice(self.evses)
        state = self.world.ask("look", evse=evse)["state"]
        getattr(self, "at_" + state, lambda _: None)(evse)

    # ---- at one connector, by its state

    def at_available(self, evse):
        if self.happens(40):
            self.world.ask("plug", evse=evse, soc=self.chance.randint(3, 85),
                           battery=self.chance.randint(8_000, 90_000), power=self.chance.randint(20_000, 160_000))

    def at_plugged(self, evse):
        offered = self.world.ask("lights_shown")["lights"] == "ready_to_read"
        if self.happens(60 if offered else 8):
            self.tap()
        elif self.happens(2 if offered else 20):
            self.world.ask("unplug", evse=evse)  # and in again: whoever plugs in is shown the price

    def at_preparing(self, evse):
        if self.happens(3):
            self.world.ask("unplug", evse=evse)

    def at_charging(self, evse):
        if self.happens(0.5):
            self.world.ask("unplug", evse=evse)
        elif self.happens(0.4):
            self.world.ask("soc", evse=evse, soc=100)
        elif self.happens(0.4):
            self.world.ask("limit_car", evse=evse, power=0)
        elif self.happens(1):
            self.tap()

    def at_paused_by_car(self, evse):
        if self.happens(30):
            self.world.ask("unplug", evse=evse)
        elif self.happens(20):
            self.world.ask("limit_car", evse=evse, power=150_000)

    def at_paused_by_station(self, evse):
        if self.happens(10):
            self.world.ask("unplug", evse=evse)

    def at_finished(self, evse):
        if self.happens(50):
            self.world.ask("unplug", evse=evse)

    def at_out_of_service(self, evse):
        if self.happens(20):
            self.world.ask("fault", evse=evse, fault="none")

    def tap(self):
        self.taps += 1
        if self.happens(1):
            self.world.ask("two_cards")
        else:
            self.world.ask("tap", card=self.chance.choices(list(CARDS), CARDS.values())[0])

    # ---- everywhere

    def misfortune(self):
        if self.broken and self.happens(5):
            order = self.chance.choice(list(self.broken))
            self.world.ask(order, **self.broken.pop(order))
        if self.mood != "normal" and self.happens(4):
            self.set_mood("normal")
        if self.happens(0.25):
            self.breaks("link", on=False)
        if self.happens(0.15):
            self.breaks("reader", on=False)
        if self.happens(0.05):
            self.breaks("emergency_stop", on=True)
        if self.happens(0.15):
            self.breaks("limit_site", power=self.chance.choice([0, 5_000]))
        if self.happens(0.05):
            self.world.ask("fault", evse=self.chance.choice(self.evses), fault=self.chance.choice(FAULTS))
        if self.happens(0.05):
            self.world.ask("fail_next_start", evse=self.chance.choice(self.evses), fault=self.chance.choice(FAULTS))
        if self.mood == "normal" and self.happens(0.5):
            self.set_mood(self.chance.choice(MOODS))

    def breaks(self, order, **members):
        self.world.ask(order, **members)
        self.broken[order] = REPAIRS[order]

    def set_mood(self, mood):
        self.mood = mood
        self.bank.mood(mood, self.chance.randint(50, 1_500) if mood == "slow" else 0)

    def site_loses_power(self):
        """Together with the kiosk: nobody hears of it."""
        self.world.ask("lose_power")

    def all_go_home(self):
        """Everything works again, and no car is left."""
        self.set_mood("normal")
        for order, members in REPAIRS.items():
            self.world.ask(order, **members)
        self.broken.clear()
        self.world.ask("remove")
        for evse in self.evses:
            self.world.ask("fault", evse=evse, fault="none")
            self.world.ask("unplug", evse=evse)
