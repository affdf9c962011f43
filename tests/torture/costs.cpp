// What the back end said, and what became of it.
#include <algorithm>

#include "tests/torture/oracle.hpp"
#include "tests/torture/world.hpp"

namespace kerb::torture {
namespace {

bool is_among(const std::vector<std::int64_t>& amounts, std::int64_t amount) {
  return std::find(amounts.begin(), amounts.end(), amount) != amounts.end();
}

}  // namespace

std::optional<HeardCost> Oracle::cost_in(const kiosk::StationEvent& event, bool books_open) {
  // A crash came in between: it may be on the disk.
  if (hearing_) file(hearing_->session).perhaps.push_back(hearing_->minor);
  hearing_.reset();
  const auto* report = std::get_if<hal::BackEndReport>(&event);
  const auto* cost = report == nullptr ? nullptr : std::get_if<hal::CostReported>(report);
  if (cost == nullptr || cost->stage != hal::CostReported::Stage::finished) return std::nullopt;
  if (!cost->total.currency.empty() && cost->total.currency != world_.price().currency.code()) {
    return std::nullopt;
  }
  const SessionNumber session = number_in(cost->charge);
  const File& it = file(session);
  // What a cut may have taken is given back.
  const std::int64_t minor = (cost->total.value + 5) / 10;
  hearing_ = HeardCost{session, minor, books_open, it.alarms, it.acked.state};
  return hearing_;
}

void Oracle::heard(const HeardCost& cost, bool books_open) {
  hearing_.reset();
  File& it = file(cost.session);
  const bool charged = cost.state == kIs<payment::Held> || cost.state == kIs<payment::Delivering> ||
                       cost.state == kIs<payment::Fencing> ||
                       cost.state == kIs<payment::AwaitingCost>;
  const bool settled = cost.state == kIs<payment::Capturing> ||
                       cost.state == kIs<payment::Releasing> || cost.state == kIs<payment::Ended> ||
                       cost.state == kIs<payment::ForPerson>;
  const bool news = it.told != cost.minor && !is_among(it.perhaps, cost.minor);
  if (!cost.open || !books_open) {
    it.perhaps.push_back(cost.minor);
    return;
  }
  if (charged || settled) {
    it.told = cost.minor;
    it.perhaps.clear();
  }
  // A store that keeps no session at rest cannot tell later what was billed.
  const bool known = settled && (it.acked.open || world_.run.store == StoreKind::sqlite);
  if (!known || !news || it.charging_card) return;
  const payment::ToldCostTerms& terms = world_.settings.told_cost;
  const std::int64_t by_tariff = std::max<std::int64_t>(0, it.acked.cost);
  const std::int64_t billed = it.acked.billed >= 0 ? it.acked.billed : by_tariff;
  const std::int64_t apart = cost.minor - by_tariff;
  const bool alarm =
      terms.billed ? billed != cost.minor : std::max(apart, -apart) > terms.tolerance;
  expect(!alarm || it.alarms > cost.alarms, Invariant::costs_are_compared, cost.session,
         "the back end says another amount, and no alarm is in the journal");
}

// The books say what the back end said, or nothing.
void Oracle::compare_told(SessionNumber session, const Paper& paper) {
  const auto& said = world_.back_end.finals(session);
  expect(paper.told < 0 || is_among(said, paper.told), Invariant::billed_as_told, session,
         "the books have a final cost that the back end never said");
  expect(paper.billed < 0 || is_among(said, paper.billed), Invariant::billed_as_told, session,
         "the books bill what the back end never said");
  File& it = file(session);
  if (paper.state == kIs<payment::AwaitingCost> && it.awaits_cost_since < 0) {
    it.awaits_cost_since = it.pending_since;
  }
}

void Oracle::freezes(SessionNumber session, const Paper& paper) {
  const File& it = file(session);
  const payment::ToldCostTerms& terms = world_.settings.told_cost;
  if (!terms.billed || it.charging_card || paper.energy <= 0) {
    return expect(paper.billed < 0, Invariant::billed_as_told, session,
                  "the back end's word is billed where the tariff should be");
  }
  if (paper.billed >= 0) {
    // The event that freezes it is told to us only afterwards: then it is the newest of all.
    const bool newest =
        paper.billed == it.told || is_among(it.perhaps, paper.billed) ||
        (hearing_ && hearing_->session == session && paper.billed == hearing_->minor);
    return expect(newest, Invariant::billed_as_told, session,
                  "what is billed is not the back end's newest word");
  }
  expect(it.told < 0, Invariant::billed_as_told, session,
         "the tariff is billed, though the back end had said its final word");
  expect(it.awaits_cost_since >= 0, Invariant::billed_as_told, session,
         "nobody waited for the back end's word");
  // How long the hold lives is reckoned by the wall clock.
  const Time began = world_.charger.truth(session).began_at;
  if (world_.clock_jump_within(began - kHour, world_.now)) return;
  Time patience = hal::Millis(terms.within).count();
  for (const BankHold& hold : world_.holds_of(session)) {
    const Time left = hold.expires_at - it.awaits_cost_since;
    if (left > 0) patience = std::min(patience, left / 2);
  }
  expect(world_.now - it.awaits_cost_since >= patience, Invariant::billed_as_told, session,
         "the tariff was billed before the back end's time was over");
}

}  // namespace kerb::torture
