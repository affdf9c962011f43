// What leaves the kiosk: to the bank over a network that loses, delays, doubles and reorders, and to
// the charger.
#include "payment/saga/steps.hpp"
#include "tests/torture/terminal_bank.hpp"
#include "tests/torture/words.hpp"
#include "tests/torture/world.hpp"

namespace kerb::torture {
namespace {

using payment::saga_steps::Match;

// Our side waits this long for the bank, and no message lives longer than its way there: two
// minutes, as terminals assume.
constexpr Time kPatience = 60 * kSecond;
constexpr Time kLongestWay = 120 * kSecond;
constexpr Time kChargerPatience = 5 * kSecond;

BankOrder order_of(const kiosk::SessionEffect& effect, BankOrder::Kind kind,
                   const payment::OrderKey& key, const std::string& reference,
                   payment::Money amount, payment::PaidBy paid_by) {
  BankOrder order;
  order.kind = kind;
  order.session = number_in(effect.session);
  order.key = key;
  order.reference = reference;
  order.amount = amount;
  order.paid_by = paid_by;
  return order;
}

}  // namespace

void World::answer(const std::string& session, Time delay, payment::SagaEvent event) {
  to_kiosk(delay, kiosk::SessionEvent{session, std::move(event)});
}

void World::to_bank(const std::string& session, BankOrder order) {
  if (run.tell) say("  to the bank: {}", describe(order));
  const bool by_card = order.paid_by == payment::PaidBy::bank_card;
  if (terminal_ && by_card && !order.charging_card && !order.by_phone) {
    return terminal_->give(session, std::move(order));
  }
  const Time way = random.between(50, 2500);
  if (now < bank_down_until_) {
    if (random.one_in(2)) return answer(session, way, not_processed(order));
    return answer(session, kPatience, unknown(order));
  }
  if (faults.strike(Fault::not_sent)) return answer(session, way, not_processed(order));
  if (faults.strike(Fault::request_lost)) return answer(session, kPatience, unknown(order));
  if (faults.strike(Fault::request_late)) {
    agenda.put(now + faults.extent(kSecond, kLongestWay), ReachesBank{order});
    return answer(session, faults.extent(kSecond, kPatience), unknown(order));
  }
  if (faults.strike(Fault::request_twice)) {
    agenda.put(now + faults.extent(1, kLongestWay), ReachesBank{order});
  }
  payment::SagaEvent said = bank.take(order, now, wall(), faults);
  if (faults.strike(Fault::answer_lost)) return answer(session, kPatience, unknown(order));
  if (faults.strike(Fault::answer_twice))
    answer(session, way + faults.extent(0, kLongestWay), said);
  if (faults.strike(Fault::answer_late)) {
    // Beyond our patience the saga hears Unknown first, and the answer after all.
    const Time late = faults.extent(kSecond, kLongestWay);
    if (late > kPatience) answer(session, kPatience, unknown(order));
    return answer(session, late, std::move(said));
  }
  answer(session, way, std::move(said));
}

void World::carry_out(kiosk::StationEffect& effect) {
  if (std::holds_alternative<kiosk::Sound>(effect)) return;
  if (std::holds_alternative<kiosk::SendReport>(effect)) return;
  if (std::holds_alternative<kiosk::UnlockPlug>(effect)) return;
  if (std::holds_alternative<kiosk::TellTrouble>(effect)) return;
  if (std::holds_alternative<kiosk::StopAtTerminal>(effect)) return;
  if (run.plant != Plant::none && plants.on_effect(effect)) return;
  crash_point();
  oracle.leaves(effect);
  note(effect.index() + 16);
  if (run.tell) say("  does {}", describe(effect));
  if (auto* hold = std::get_if<kiosk::PlaceHold>(&effect)) {
    BankOrder order;
    order.kind = BankOrder::Kind::hold;
    order.session = number_in(hold->session);
    order.key = hold->order.key;
    order.amount = hold->order.amount;
    order.charging_card = std::holds_alternative<payment::ChargingCard>(hold->order.presentation);
    order.by_phone = std::holds_alternative<payment::CheckoutPage>(hold->order.presentation);
    if (order.by_phone) drivers_.take_out_phone(order.session);
    ++result_.sessions;
    to_bank(hold->session, std::move(order));
  } else {
    carry_out(std::get<kiosk::SessionEffect>(effect));
  }
  crash_point();
}

void World::carry_out(const kiosk::SessionEffect& effect) {
  using Kind = BankOrder::Kind;
  const std::string& session = effect.session;
  std::visit(
      Match{[](const payment::SendHold&) {},
            [&](const payment::SendRaise& it) {
              to_bank(session, order_of(effect, Kind::raise, it.order.key, it.order.hold_reference,
                                        it.order.by, it.order.paid_by));
            },
            [&](const payment::SendCapture& it) {
              to_bank(session,
                      order_of(effect, Kind::capture, it.order.key, it.order.hold_reference,
                               it.order.amount, it.order.paid_by));
            },
            [&](const payment::SendRelease& it) {
              to_bank(session, order_of(effect, Kind::release, it.order.key,
                                        it.order.hold_reference, it.order.held, it.order.paid_by));
            },
            [&](const payment::SendAbandon& it) {
              to_bank(session, order_of(effect, Kind::abandon, it.order.hold_key, "",
                                        it.order.amount, it.order.paid_by));
            },
            [&](const payment::Ask& it) {
              BankOrder order = order_of(effect, Kind::ask, it.question.key,
                                         it.question.hold_reference, {}, it.question.paid_by);
              order.about = it.question.about;
              to_bank(session, std::move(order));
            },
            [&](const payment::Acknowledge& it) {
              if (terminal_) terminal_->acknowledge(session, it.key);
            },
            [&](const payment::StartCharge&) { start_charge(session, effect.evse - 1); },
            [&](const payment::FenceCharge&) { ask_charger(effect, true); },
            [&](const payment::QueryCharge&) { ask_charger(effect, false); }},
      effect.effect);
}

void World::start_charge(const std::string& session, int bay) {
  const payment::SagaEvent refused = payment::ChargeRefused{hal::ChargerFault::internal};
  if (!charger.link_up() || faults.strike(Fault::charger_request_lost)) {
    return answer(session, kChargerPatience, refused);
  }
  const bool accepted = charger.start(bay, session);
  if (faults.strike(Fault::charger_answer_lost)) return answer(session, kChargerPatience, refused);
  if (!accepted) answer(session, random.between(10, 300), refused);
}

void World::ask_charger(const kiosk::SessionEffect& effect, bool stop) {
  const auto report = [&](Time delay, std::optional<hal::ChargeRecord> record) {
    if (stop) return answer(effect.session, delay, payment::Fenced{record});
    answer(effect.session, delay, payment::ChargeFound{record});
  };
  if (!charger.link_up() || faults.strike(Fault::charger_request_lost)) {
    trouble();
    return report(kChargerPatience, std::nullopt);
  }
  const hal::ChargeRecord record =
      stop ? charger.stop(effect.evse - 1, effect.session) : charger.record(effect.session);
  if (faults.strike(Fault::charger_answer_lost)) {
    trouble();
    return report(kChargerPatience, std::nullopt);
  }
  report(random.between(10, 300), record);
}

}  // namespace kerb::torture
