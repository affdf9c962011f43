#include "tests/torture/driver.hpp"

#include <algorithm>

#include "tests/torture/world.hpp"

namespace kerb::torture {

Drivers::Drivers(World& world, int bays, int visits)
    : world_(world),
      phones_(mix(world.run.seed ^ 0x5CA4U)),
      visits_(static_cast<std::size_t>(bays)),
      to_come_(visits),
      still_here_(bays) {}

void Drivers::begin() {
  for (int bay = 0; bay < still_here_; ++bay) {
    world_.agenda.put(world_.random.between(kSecond, 5 * kMinute), DriverActs{bay, 0, -1});
  }
}

void Drivers::add(Visit& visit, Time least, Time most, Act act) {
  visit.steps.push_back({world_.random.between(least, most), act});
}

void Drivers::arrive(int bay) {
  if (to_come_ == 0) {
    --still_here_;
    return;
  }
  --to_come_;
  Visit& visit = visits_[static_cast<std::size_t>(bay)];
  ++visit.number;
  visit.steps.clear();
  // A station sees many cards, and the same one again now and then.
  visit.card = "fadedcafebabefacefeedbeefa" + std::to_string(100000 + world_.random.below(50));
  trouble();
  plan(visit);
  if (world_.settings.phone_pays && phones_.one_in(2)) prefer_phone(visit);
  next(bay, 0);
}

// The same visit, with the phone in place of the first card. Some try the card all the same.
void Drivers::prefer_phone(Visit& visit) {
  const auto tap = std::find_if(visit.steps.begin(), visit.steps.end(),
                                [](const Step& step) { return step.act == Act::tap; });
  if (tap == visit.steps.end()) return;
  std::vector<Step> instead{{500, Act::pay}, {phones_.between(500, 5000), Act::by_phone}};
  const Time patience = phones_.one_in(3) ? 15 * kMinute : 3 * kMinute;
  instead.push_back({phones_.between(kSecond, patience), Act::touch});
  if (phones_.one_in(4)) instead.push_back({phones_.between(100, 20'000), Act::cancel});
  if (phones_.one_in(4)) {
    instead.push_back({phones_.between(100, 20'000), Act::choose});
    instead.push_back({phones_.between(100, 5000), Act::tap});
    instead.push_back({phones_.between(100, 5000), Act::tap});
  }
  if (phones_.one_in(6)) instead.push_back({phones_.between(100, 5000), Act::by_phone});
  visit.steps.insert(visit.steps.erase(tap), instead.begin(), instead.end());
}

void Drivers::take_out_phone(SessionNumber session) {
  if (phones_.one_in(6)) return;
  const Time most = phones_.one_in(3) ? 40 * kMinute : 90 * kSecond;
  world_.agenda.put(world_.now + phones_.between(3 * kSecond, most), PhonePays{session});
}

// What befalls the station while somebody is there.
void Drivers::trouble() {
  Faults& faults = world_.faults;
  if (faults.strike(Fault::bank_down)) world_.bank_fails_for(faults.extent(kMinute, 3 * kHour));
  if (faults.strike(Fault::link_down)) world_.charger.lose_link(faults.extent(2000, 10 * kMinute));
  if (faults.strike(Fault::charger_restarts)) world_.charger.restart(faults.extent(5000, kMinute));
  if (faults.strike(Fault::clock_jumps)) world_.jump_clock(faults.extent(-3 * kHour, 3 * kHour));
  if (faults.strike(Fault::disk_full)) world_.disk_fills_for(faults.extent(5000, 2 * kMinute));
}

void Drivers::plan(Visit& visit) {
  switch (world_.random.below(16)) {
    case 0:  // plugs in first
      add(visit, 0, 20'000, Act::plug);
      add(visit, 500, 9000, Act::choose);
      add(visit, 500, 9000, Act::tap);
      return plan_end(visit);
    case 1:  // never plugs in
      add(visit, 0, 0, Act::choose);
      add(visit, 500, 9000, Act::tap);
      add(visit, kSecond, 10 * kMinute, Act::done);
      return;
    case 2:  // changes their mind
      add(visit, 0, 0, Act::choose);
      add(visit, 500, 9000, Act::tap);
      if (world_.random.one_in(2)) add(visit, 1000, 60'000, Act::plug);
      add(visit, 10, 90'000, Act::choose);
      add(visit, 10, 2000, Act::cancel);
      add(visit, 10, 2000, Act::unplug);
      return;
    case 3:  // taps twice, perhaps with another card
      add(visit, 0, 0, Act::choose);
      add(visit, 500, 3000, Act::tap);
      add(visit, 10, 20'000, world_.random.one_in(2) ? Act::tap : Act::tap_other_card);
      return plan_charge(visit);
    case 4:  // pays here, plugs in there
      add(visit, 0, 0, Act::choose);
      add(visit, 500, 9000, Act::tap);
      add(visit, 500, 60'000, Act::plug_next_bay);
      add(visit, 500, 60'000, Act::plug);
      return plan_end(visit);
    case 5:
      add(visit, 0, 0, Act::help);
      add(visit, 500, 9000, Act::back);
      add(visit, 500, 9000, Act::choose);
      add(visit, 500, 9000, Act::tap_charging_card);
      return plan_charge(visit);
    case 6:
      return wander(visit);
    default:
      add(visit, 0, 0, Act::choose);
      if (world_.random.one_in(4)) add(visit, 100, 9000, Act::pay);
      add(visit, 500, 9000, Act::tap);
      return plan_charge(visit);
  }
}

void Drivers::plan_charge(Visit& visit) {
  add(visit, 2000, world_.random.one_in(8) ? 200'000 : 60'000, Act::plug);
  plan_end(visit);
}

void Drivers::plan_end(Visit& visit) {
  switch (world_.random.below(4)) {
    case 0:  // by the button
      add(visit, 5000, 30 * kMinute, Act::choose);
      add(visit, 500, 5000, Act::stop);
      if (world_.random.one_in(4)) add(visit, 500, 9000, Act::keep);
      add(visit, 500, 9000, Act::confirm);
      add(visit, 3000, 5 * kMinute, Act::unplug);
      return;
    case 1:  // by the card
      add(visit, 5000, 30 * kMinute, Act::tap);
      add(visit, 500, 9000, Act::confirm);
      add(visit, 3000, 5 * kMinute, Act::unplug);
      return;
    case 2:  // waits until the car is full
      add(visit, 5 * kMinute, 50 * kMinute, Act::unplug);
      return;
    default:  // pulls the cable
      add(visit, 5000, 20 * kMinute, Act::unplug);
  }
}

void Drivers::wander(Visit& visit) {
  for (auto left = world_.random.between(3, 14); left > 0; --left) {
    const auto any = world_.random.below(static_cast<std::int64_t>(Act::touch) + 1);
    add(visit, 10, world_.random.one_in(4) ? 5 * kMinute : 5000, static_cast<Act>(any));
  }
}

void Drivers::next(int bay, int act) {
  const Visit& visit = visits_[static_cast<std::size_t>(bay)];
  const bool more = act < static_cast<int>(visit.steps.size());
  const Time pause = more ? visit.steps[static_cast<std::size_t>(act)].pause
                          : world_.random.between(5 * kSecond, 6 * kMinute);
  world_.agenda.put(world_.now + pause, DriverActs{bay, visit.number, more ? act : -1});
}

void Drivers::act(const DriverActs& acts) {
  if (acts.act < 0) {
    world_.charger.unplug(acts.bay);  // whoever was here drives off
    return arrive(acts.bay);
  }
  const Visit& visit = visits_[static_cast<std::size_t>(acts.bay)];
  perform(acts.bay, visit.steps[static_cast<std::size_t>(acts.act)].act);
  next(acts.bay, acts.act + 1);
}

void Drivers::wish(const kiosk::Intent& intent) {
  world_.to_kiosk(0, intent);
}

void Drivers::tap(const std::string& card, bool charging_card) {
  if (world_.faults.strike(Fault::card_misread)) return misread();
  const payment::CardIdentity identity{payment::Scheme::visa, "Visa Debit", card.substr(28), card};
  if (charging_card) {
    return world_.to_kiosk(0, kiosk::Tapped{kiosk::ChargingCardRead{{"04A1B2C3D4E5F6"}, identity},
                                            world_.fresh_session()});
  }
  payment::CardPresentation presentation;
  presentation.identity = identity;
  const std::string_view track = kTrack2;
  presentation.track2 = payment::Secret(hal::Bytes(track.begin(), track.end()));
  world_.to_kiosk(0,
                  kiosk::Tapped{kiosk::CardRead{std::move(presentation)}, world_.fresh_session()});
}

void Drivers::misread() {
  constexpr std::array kHints{kiosk::TapHint::again, kiosk::TapHint::one_card_only,
                              kiosk::TapHint::see_phone, kiosk::TapHint::other_card};
  const auto hint = static_cast<std::size_t>(world_.faults.extent(0, kHints.size() - 1));
  world_.to_kiosk(0, kiosk::Tapped{kiosk::CardSeen{}, ""});
  world_.to_kiosk(0, kiosk::Tapped{kiosk::TapFailed{kHints[hint]}, ""});
}

void Drivers::perform(int bay, Act act) {
  const Visit& visit = visits_[static_cast<std::size_t>(bay)];
  const int neighbour = (bay + 1) % static_cast<int>(visits_.size());
  switch (act) {
    case Act::choose:
      return wish(kiosk::ChooseConnector{bay + 1});
    case Act::pay:
      return wish(kiosk::Pay{});
    case Act::back:
      return wish(kiosk::Back{});
    case Act::tap:
      return tap(visit.card, false);
    case Act::tap_charging_card:
      return tap(visit.card, true);
    case Act::tap_other_card:
      return tap("fadedcafebabefacefeedbeefa200000", false);
    case Act::tap_badly:
      return misread();
    case Act::plug:
      return world_.charger.plug(bay);
    case Act::plug_next_bay:
      return world_.charger.plug(neighbour);
    case Act::unplug:
      return world_.charger.unplug(bay);
    case Act::cancel:
      return wish(kiosk::Cancel{});
    case Act::stop:
      return wish(kiosk::Stop{});
    case Act::confirm:
      return wish(kiosk::ConfirmStop{});
    case Act::keep:
      return wish(kiosk::KeepCharging{});
    case Act::help:
      return wish(kiosk::OpenHelp{kiosk::HelpModel::Topic::contact});
    case Act::report:
      wish(kiosk::OpenReport{});
      return wish(kiosk::FileReport{kiosk::ReportedFault::cable});
    case Act::try_again:
      return wish(kiosk::TryAgain{});
    case Act::done:
      return wish(kiosk::DoneHere{});
    case Act::touch:
      return wish(kiosk::Touched{});
    case Act::by_phone:
      return wish(kiosk::PayByPhone{world_.fresh_session()});
  }
}

}  // namespace kerb::torture
