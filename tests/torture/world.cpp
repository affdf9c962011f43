#include "tests/torture/world.hpp"

#include <algorithm>
#include <numeric>

#include "kiosk/station/steps.hpp"
#include "payment/saga/steps.hpp"
#include "tests/torture/terminal_bank.hpp"
#include "tests/torture/words.hpp"

namespace kerb::torture {
namespace {

using payment::saga_steps::Match;

constexpr hal::Utc kEpoch{hal::Millis{1'790'000'000'000}};  // in September 2026
constexpr Time kNever = INT64_MAX;
constexpr Time kLongestPeace = 2 * kHour;

// Stations differ; all are within what a configuration may say.
payment::EnergyPrice price_for(Random& random, BankKind bank) {
  const bool yen = random.one_in(8) && bank == BankKind::host;
  const auto currency = payment::Currency::from_code(yen ? "JPY" : "EUR").value();
  const std::int64_t micros =
      yen ? random.between(20, 200) * 1'000'000 : random.between(1, 1200) * 1000;
  return {currency, {micros}, {random.one_in(2) ? 19'000'000 : 0}};
}

kiosk::StationSettings settings_for(const Run& run, Random& random,
                                    const payment::EnergyPrice& price) {
  const std::uint64_t seed = run.seed;
  // A station that may give anything believes any reading.
  const hal::Watts most_power{run.plant == Plant::jump_believed ? 100'000'000 : 150'000};
  kiosk::StationSettings settings;
  settings.told_cost = told_cost_terms(seed);
  settings.site.name = "Torture";
  constexpr std::uint64_t kPhones = 0x9407E;
  settings.phone_pays = Random(mix(seed ^ kPhones)).one_in(3);
  settings.merchant.name = "Voltaro";
  const payment::Currency currency = price.currency;
  const bool yen = currency.exponent == 0;
  settings.currency = currency;
  settings.tariff = payment::tariff::FrozenTariff::flat(price);
  std::int64_t hold = yen ? random.between(500, 20'000) : random.between(500, 12'000);
  const bool raises = random.one_in(3);
  if (raises || random.one_in(6)) hold = random.between(hold / 40 + 2, hold / 4);  // soon used up
  settings.payment.hold = payment::Money(hold, currency);
  settings.payment.device_only_above = settings.payment.hold;
  if (raises) {
    settings.payment.raise_by = payment::Money(random.between(hold / 4 + 1, hold), currency);
    settings.payment.raises_at_most = static_cast<int>(random.between(1, 4));
  }
  const auto bays = random.one_in(3) ? 1 : random.between(1, 4);
  for (int bay = 1; bay <= bays; ++bay) {
    settings.evses.push_back({.id = bay,
                              .connector = hal::ConnectorKind::ccs2,
                              .max_power = most_power,
                              .tethered = true});
  }
  return settings;
}

BankMood mood_for(std::uint64_t seed, Random& random) {
  constexpr std::uint64_t kPages = 0x9A6E5;
  const bool gives_back = Random(mix(seed ^ kPages)).one_in(2);
  return {.remembers_abandons = random.one_in(2),
          .abandon_of_nothing_is_done = random.one_in(2),
          .again = static_cast<BankMood::Again>(random.below(3)),
          .gives_paid_pages_back = gives_back};
}

// A fresh journal costs as much as twenty sessions.
int visits_for(StoreKind store, BankKind bank, Random& random) {
  if (bank == BankKind::terminal) return static_cast<int>(random.between(4, 24));
  return static_cast<int>(store == StoreKind::memory ? random.between(8, 64)
                                                     : random.between(40, 200));
}

std::uint64_t number_of(std::string_view text) {
  std::uint64_t value = 0;
  for (const char sign : text) value = value * 131 + static_cast<unsigned char>(sign);
  return value;
}

// The oracle reads over the shoulder, between the conductor and the disk.
class WatchedBooks final : public kiosk::Books {
 public:
  WatchedBooks(World& world, std::unique_ptr<kiosk::Books> books)
      : world_(world), books_(std::move(books)) {}
  hal::Result<void> write(const kiosk::Commit& commit, hal::Utc at) override {
    world_.note(number_of(commit.kind) ^ number_of(commit.session));
    world_.oracle.writing(commit);
    hal::Result<void> result = books_->write(commit, at);
    if (result) {
      world_.say("  wrote {} {}", commit.kind, commit.session.substr(0, 6));
      world_.oracle.written(commit);
    } else {
      world_.books_fail();
      world_.say("  writing {} failed: {}", commit.kind, result.error().code);
    }
    return result;
  }
  hal::Result<Open> open_sessions() override {
    auto open = books_->open_sessions();
    if (open) world_.oracle.read_back(*open);
    return open;
  }
  hal::Result<std::optional<payment::Saga>> session(const std::string& id) override {
    return books_->session(id);
  }

 private:
  World& world_;
  std::unique_ptr<kiosk::Books> books_;
};

}  // namespace

bool Result::violated() const {
  return std::any_of(violations.begin(), violations.end(), [](auto count) { return count > 0; });
}

World::World(const Run& wanted)
    : run(wanted),
      random(wanted.seed),
      sold_at(price_for(random, wanted.bank)),
      settings(settings_for(wanted, random, sold_at)),
      faults(wanted.seed, run.only_faults),
      plants(*this, wanted.plant),
      oracle(*this),
      bank(mood_for(wanted.seed, random), settings.currency),
      back_end(*this, wanted.seed),
      charger(*this, static_cast<int>(settings.evses.size())),
      visits_(wanted.visits.value_or(visits_for(wanted.store, wanted.bank, random))),
      drivers_(*this, static_cast<int>(settings.evses.size()), visits_) {
  store_ = run.store == StoreKind::memory ? memory_store(*this) : sqlite_store(*this);
  if (run.bank == BankKind::terminal) terminal_ = std::make_unique<TerminalBank>(*this);
}

World::~World() = default;

kiosk::Now World::moment() const {
  return {hal::Monotonic{hal::Millis{now - booted_}}, wall()};
}

hal::Utc World::wall() const {
  return kEpoch + hal::Millis{now + wall_offset_};
}

std::string World::fresh_session() {
  return plants.on_fresh_session(
      fmt::format("{:06x}{:010x}{:016x}", ids_++, random.next() >> 24U, random.next()));
}

void World::log(const std::string& line) {
  say("  log: {}", line);
  if (line.find(kCardNumber) != std::string::npos) {
    oracle.violation(Invariant::no_card_data, 0, "a card number in the log");
  }
}

const std::vector<BankHold>& World::holds_of(SessionNumber session) {
  return terminal_ && terminal_->knows(session) ? terminal_->holds_of(session)
                                                : bank.holds_of(session);
}

bool World::queued_at_terminal(SessionNumber session) const {
  return terminal_ && terminal_->queued(session);
}

void World::set_terminal_to_work(Time at, bool compares) {
  agenda.put(at, TerminalWorks{life_, compares});
}

void World::to_kiosk(Time delay, kiosk::StationEvent event) {
  agenda.put(now + delay, Arrives{life_, std::move(event)});
}

Result World::play() {
  agenda.put(0, Starts{life_});
  drivers_.begin();
  Time end = kNever;
  while (!agenda.empty() && agenda.next_at() <= end) {
    now = agenda.next_at();
    Happening happening = agenda.take();
    note(static_cast<std::uint64_t>(now) * 8 + happening.index());
    try {
      happen(happening);
    } catch (const Crash& crashed) {
      crash(crashed);
    }
    if (!calm_ && drivers_.gone()) {
      calm();
      end = now + kLongestPeace;
    }
  }
  oracle.must_be_quiet();
  conductor_.reset();
  oracle.judge();
  if (terminal_) terminal_->judge();
  store_->judge();
  result_.hash = hash_;
  result_.visits = visits_;
  result_.simulated = now;
  result_.struck = faults.struck();
  result_.violations = oracle.violations();
  return result_;
}

// Nothing breaks any more; what is broken is mended.
void World::calm() {
  say("all is calm from here");
  calm_ = true;
  faults.stop();
  bank_down_until_ = disk_full_until_ = now;
  charger.restore_link();
  if (terminal_) terminal_->calm();
  if (conductor_ == nullptr) {
    booted_ = std::min(booted_, now);
    agenda.put(now, Starts{life_});
  }
  agenda.put(now + kHour, MustBeQuiet{});
}

void World::happen(Happening& happening) {
  std::visit(
      Match{[&](Arrives& it) { arrive(it); },
            [&](ReachesBank& it) {
              say("the bank gets a late {}", describe(it.order));
              (void)bank.take(it.order, now, wall(), faults);
            },
            [&](ChargerTurns& it) { charger.turn(it); }, [&](DriverActs& it) { drivers_.act(it); },
            [&](Wakes& it) {
              if (it.life != life_ || conductor_ == nullptr || wake_set_for_ != now) return;
              wake_set_for_ = kNever;
              conductor_->pass_time(moment());
              after_step();
            },
            [&](Starts& it) {
              if (it.life == life_ && conductor_ == nullptr) start();
            },
            [&](MustBeQuiet&) { oracle.must_be_quiet(); },
            [&](TerminalWorks& it) {
              if (it.life == life_) terminal_->work(it.compares);
            },
            [&](BackEndSpeaks& it) { back_end.speak(it); },
            [&](PhonePays& it) {
              // Nobody pays on a page whose code they never saw.
              if (!oracle.showed_code(it.session)) return;
              const bool paid = bank.phone_pays(it.session, now, faults);
              say("the phone of session {:06x} {}", it.session, paid ? "pays" : "comes too late");
            }},
      happening);
}

void World::arrive(Arrives& it) {
  if (it.life != life_ || conductor_ == nullptr) return;
  const std::optional<Reading> reading = oracle.reading_in(it.event);
  const std::optional<HeardCost> cost = oracle.cost_in(it.event, conductor_->books() != nullptr);
  if (run.plant != Plant::none && !plants.on_event(it.event)) return;
  crash_point();
  note(it.event.index());
  if (run.tell) say("{}", describe(it.event));
  conductor_->take(it.event, moment());
  if (reading && conductor_->books() != nullptr) oracle.heard(*reading);
  if (cost) oracle.heard(*cost, conductor_->books() != nullptr);
  after_step();
}

void World::after_step() {
  if (conductor_->books() != nullptr) oracle.taken_up(*conductor_);
  oracle.screen(conductor_->station(), moment());
  watch_clock();
}

// When the conductor next has something to do by the clock, apart from moving figures on screen.
void World::watch_clock() {
  const kiosk::Station& station = conductor_->station();
  hal::Monotonic due = hal::Monotonic::max();
  for (const auto& [id, session] : station.sessions) {
    if (session.saga.wake_at) due = std::min(due, *session.saga.wake_at);
  }
  for (const kiosk::Bay& bay : station.bays) {
    if (bay.plug_in_deadline) due = std::min(due, *bay.plug_in_deadline);
  }
  const bool home = std::holds_alternative<kiosk::AtHome>(station.page);
  if (const auto limit = kiosk::steps::patience(station); limit && !(home && calm_)) {
    due = std::min(due, station.touched + *limit + station.settings->timing.warning);
  }
  constexpr hal::Seconds kMend{5};
  if (conductor_->books() == nullptr) due = std::min(due, moment().monotonic + kMend);
  if (due == hal::Monotonic::max()) return;
  const Time at = std::max(now + 1, due.time_since_epoch().count() + booted_);
  if (wake_set_for_ <= at) return;
  wake_set_for_ = at;
  agenda.put(at, Wakes{life_});
}

hal::Result<std::unique_ptr<kiosk::Books>> World::open_books() {
  trouble_since(down_since_);
  auto books = store_->open();
  if (!books) return books;
  return plants.on_books(std::make_unique<WatchedBooks>(*this, std::move(*books)));
}

bool World::any_within(const std::vector<Span>& spans, Time from, Time to) {
  return std::any_of(spans.rbegin(), spans.rend(),
                     [&](const Span& span) { return span.to >= from && span.from <= to; });
}

void World::start() {
  say("the kiosk starts");
  wake_set_for_ = kNever;
  if (terminal_) terminal_->start();
  auto made = kiosk::Conductor::create(
      settings,
      {.open_books = [this] { return open_books(); },
       .carry_out = [this](kiosk::StationEffect& effect) { carry_out(effect); },
       .log = [this](const std::string& line) { log(line); }},
      moment());
  if (!made) {
    say("it does not start: {}", made.error().sentence());
    if (!faults.on()) oracle.violation(Invariant::restart_possible, 0, made.error().code);
    agenda.put(now + 5 * kSecond, Starts{life_});
    return;
  }
  conductor_ = std::move(*made);
  to_kiosk(1, kiosk::ReaderChanged{true});
  charger.report_all();
  if (terminal_) set_terminal_to_work(now + kMinute, true);
  after_step();
}

void World::die(const Crash& crash) {
  if (conductor_ != nullptr && conductor_->books() != nullptr) down_since_ = now;
  trouble();
  store_->freeze();
  throw crash;
}

void World::crash(const Crash& crashed) {
  say("CRASH of the {}", crashed.power ? "site's power" : "process");
  note(crashed.power ? 3 : 2);
  ++(crashed.power ? result_.power_cuts : result_.process_crashes);
  conductor_.reset();
  ++life_;
  store_->crash(crashed.power);
  const Time down = random.one_in(8) ? random.between(kMinute, kHour) : random.between(500, 40'000);
  if (terminal_) terminal_->crash(crashed.power, down);
  agenda.put(now + down, Starts{life_});
  if (!crashed.power) return;
  charger.cut_power();
  booted_ = now + down;  // the monotonic clock starts again
  agenda.put(now + down + random.between(0, kMinute),
             ChargerTurns{ChargerTurns::What::link_back, 0, charger.link_generation()});
}

}  // namespace kerb::torture
