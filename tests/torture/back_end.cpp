#include "tests/torture/back_end.hpp"

#include <algorithm>

#include "tests/torture/flat_price.hpp"
#include "tests/torture/world.hpp"

namespace kerb::torture {
namespace {

constexpr std::uint64_t kDice = 0xBACE2DU;

}  // namespace

BackEndRole back_end_role(std::uint64_t seed) {
  switch (mix(seed ^ kDice) % 6) {
    case 0:
      return BackEndRole::compared;
    case 1:
      return BackEndRole::billed;
    default:
      return BackEndRole::absent;
  }
}

payment::ToldCostTerms told_cost_terms(std::uint64_t seed) {
  Random random(mix(seed ^ kDice) + 1);
  return {.billed = back_end_role(seed) == BackEndRole::billed,
          .within = hal::Seconds(random.between(10, 1200)),
          .tolerance = random.between(0, 2)};
}

BackEnd::BackEnd(World& world, std::uint64_t seed)
    : world_(world), role_(back_end_role(seed)), random_(mix(seed ^ kDice) + 2) {}

BackEnd::Account& BackEnd::account(SessionNumber session) {
  const auto index = static_cast<std::size_t>(session);
  if (index >= accounts_.size()) accounts_.resize(index + 1);
  return accounts_[index];
}

const std::vector<std::int64_t>& BackEnd::finals(SessionNumber session) {
  return account(session).finals;
}

// Its prices are Kerb's on most days.
std::int64_t BackEnd::reckon(std::int64_t energy_wh) {
  const std::int64_t ours = flat_cost(world_.price(), {energy_wh}).minor();
  switch (random_.below(8)) {
    case 0:
      return ours + 1;
    case 1:
      return std::max<std::int64_t>(0, ours - 1);
    case 2:
      return ours * random_.between(50, 150) / 100;
    case 3:
      return random_.one_in(3) ? 0 : ours + random_.between(0, 20'000);  // above any hold
    default:
      return ours;
  }
}

void BackEnd::later(Time pause, const BackEndSpeaks& it) {
  world_.agenda.put(world_.now + pause, it);
}

void BackEnd::charging(const std::string& key, std::int64_t energy_wh) {
  if (role_ == BackEndRole::absent || !random_.one_in(3)) return;
  const SessionNumber session = number_in(key);
  account(session).key = key;
  later(random_.between(100, 20'000), {session, reckon(energy_wh), false, false});
}

void BackEnd::over(const std::string& key, std::int64_t energy_wh) {
  if (role_ == BackEndRole::absent) return;
  const SessionNumber session = number_in(key);
  account(session).key = key;
  Faults& faults = world_.faults;
  if (faults.strike(Fault::cost_never)) return;
  const std::int64_t minor = reckon(energy_wh);
  Time pause = random_.between(50, 20'000);
  if (faults.strike(Fault::cost_late)) pause = faults.extent(kMinute, 3 * kHour);
  if (faults.strike(Fault::cost_foreign)) later(pause / 2, {session, minor, true, true});
  later(pause, {session, minor, true, false});
  if (!faults.strike(Fault::cost_twice)) return;
  const Time again = pause + faults.extent(1, kHour);
  later(again, {session, random_.one_in(2) ? minor : reckon(energy_wh), true, false});
}

// Cut off in the last place, as EVerest's conversion does.
void BackEnd::speak(const BackEndSpeaks& it) {
  Account& about = account(it.session);
  hal::CostReported report;
  report.charge = about.key;
  report.stage =
      it.is_final ? hal::CostReported::Stage::finished : hal::CostReported::Stage::running;
  const payment::Currency& currency = world_.price().currency;
  const bool cut = it.minor > 0 && random_.one_in(4);
  report.total = {it.minor * 10 - (cut ? 1 : 0), currency.exponent + 1,
                  random_.one_in(3) ? std::string() : std::string(currency.code())};
  if (it.foreign) report.total.currency = "XAU";
  if (it.is_final && !it.foreign) about.finals.push_back(it.minor);
  world_.to_kiosk(20, hal::BackEndReport{std::move(report)});
}

}  // namespace kerb::torture
