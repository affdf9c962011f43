// I13: what the driver reads about money is what the books and the bank say.
#include "kiosk/station/steps.hpp"
#include "payment/saga/steps.hpp"
#include "tests/torture/oracle.hpp"
#include "tests/torture/world.hpp"

namespace kerb::torture {
namespace {

using payment::saga_steps::Match;

// Two moments with the same mark have the same words about money on screen.
std::size_t mark_of(const kiosk::Station& station, const kiosk::Session& on, const Paper& paper) {
  std::size_t mark = static_cast<std::size_t>(number_in(on.saga.terms.session));
  mark = mark * 16 + on.saga.state.index();
  if (const auto* ended = std::get_if<payment::Ended>(&on.saga.state)) {
    mark = mark * 8 + ended->outcome.index();
  }
  mark = mark * 4 + (station.link_up ? 2U : 0U) + (station.journal_healthy ? 1U : 0U);
  mark = mark * 16 + static_cast<std::size_t>(paper.state + 1);
  return mark * 8 + station.overlay.index();
}

}  // namespace

void Oracle::screen(const kiosk::Station& station, kiosk::Now now) {
  const kiosk::Session* on = kiosk::steps::session_on_screen(station);
  if (on == nullptr) return;
  const SessionNumber session = number_in(on->saga.terms.session);
  const Paper& paper = file(session).acked;
  const std::size_t mark = mark_of(station, *on, paper);
  if (mark == screen_seen_) return;
  screen_seen_ = mark;

  kiosk::ScreenModel model = kiosk::steps::screen_model(station, now);
  world_.plants.on_screen(model);
  std::int64_t held = 0;
  for (const BankHold& hold : world_.holds_of(session)) {
    held += hold.open(world_.now) && !hold.in_doubt ? hold.granted : 0;
  }
  const bool captured =
      paper.state == kIs<payment::Ended> && paper.outcome == kEndedAs<payment::WasCaptured>;
  std::visit(Match{[](const auto&) {},
                   [&](const kiosk::ReceiptModel& it) {
                     expect(!it.receipt.captured || captured, Invariant::screen_is_true, session,
                            "the receipt says paid, the books do not");
                     if (!it.receipt.captured) return;
                     std::int64_t taken = 0;
                     bool known = !world_.queued_at_terminal(session);
                     for (const BankHold& hold : world_.holds_of(session)) {
                       for (const BankCapture& one : hold.captures) taken += one.amount;
                       known = known && !hold.in_doubt;
                     }
                     const std::int64_t due =
                         payment::holds_money(it.receipt.paid_by)
                             ? std::min(it.receipt.cost.gross.minor(), it.receipt.held.minor())
                             : it.receipt.cost.gross.minor();
                     expect(taken == due || !known, Invariant::screen_is_true, session,
                            "the receipt's amount is not what the bank took");
                   },
                   [&](const kiosk::FailureModel& it) {
                     if (it.hold_fate == kiosk::HoldFate::released ||
                         it.hold_fate == kiosk::HoldFate::none) {
                       expect(held == 0, Invariant::screen_is_true, session,
                              it.hold_fate == kiosk::HoldFate::released
                                  ? "the screen says released, the bank still holds"
                                  : "the screen says that nothing is held, the bank holds");
                     }
                   },
                   [&](const kiosk::ChargingModel&) {
                     expect(paper.state == kIs<payment::Delivering>, Invariant::screen_is_true,
                            session, "the screen says charging, the books do not");
                   },
                   [&](const kiosk::ScanModel& it) {
                     const bool open = it.stage == kiosk::ScanModel::Stage::open;
                     expect(!open || paper.state == kIs<payment::AwaitingPhone>,
                            Invariant::screen_is_true, session,
                            "the screen shows a code that the books do not know");
                     expect(open || it.address.empty(), Invariant::screen_is_true, session,
                            "the screen shows a code that should not be scanned");
                   },
                   [&](const kiosk::PlugInModel&) {
                     expect(paper.state == kIs<payment::Held>, Invariant::screen_is_true, session,
                            "the screen says held, the books do not");
                   }},
             model);
}

}  // namespace kerb::torture
