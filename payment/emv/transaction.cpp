// Entry Point (EMV Contactless Book B): pre-processing, the list of candidates, and one kernel
// after the other until one of them has a final answer.
#include "payment/emv/transaction.hpp"

#include <algorithm>

#include "payment/emv/kernel2.hpp"
#include "payment/emv/kernel3.hpp"

namespace kerb::payment::emv {
namespace {

constexpr std::string_view kPpse = "2PAY.SYS.DDF01";

OutcomeKind kind_of(const Outcome& outcome) {
  const bool phone = outcome.parameters.field_off.has_value();
  switch (outcome.status()) {
    case Status::online_request:
      return OutcomeKind::online_request;
    case Status::approved:
      return OutcomeKind::approved_offline;
    case Status::declined:
      return outcome.device_would_do ? OutcomeKind::needs_device : OutcomeKind::declined_by_card;
    case Status::try_again:
      return phone ? OutcomeKind::see_phone : OutcomeKind::try_again;
    case Status::try_another_interface:
      return OutcomeKind::other_interface;
    case Status::end_application:
      if (outcome.parameters.start == Start::b) {
        return phone ? OutcomeKind::see_phone : OutcomeKind::try_again;
      }
      break;
    case Status::select_next:
      break;
  }
  return outcome.device_would_do ? OutcomeKind::needs_device : OutcomeKind::other_card;
}

TapOutcome finished(Outcome outcome) {
  TapOutcome tap;
  tap.kind = kind_of(outcome);
  tap.cause = std::move(outcome.cause);
  tap.field_off = outcome.parameters.field_off.value_or(hal::Millis{0});
  tap.presentation = std::move(outcome.presentation);
  tap.parameters = outcome.parameters;
  tap.parameters.discretionary_data = true;
  tap.ui_on_outcome = std::move(outcome.ui_on_outcome);
  tap.ui_on_restart = std::move(outcome.ui_on_restart);
  tap.error = outcome.error;
  tap.data_record = std::move(outcome.data_record);
  tap.discretionary_data = std::move(outcome.discretionary_data);
  append_tlv(tap.discretionary_data, tag::kErrorIndication, octets_of(tap.error));
  return tap;
}

std::vector<Allowed> pre_process_all(const Terminal& terminal, const Money& amount) {
  std::vector<Allowed> all;
  all.reserve(terminal.combinations.size());
  for (const Combination& combination : terminal.combinations) {
    all.push_back({&combination, pre_process(combination, amount, terminal.floor_limit)});
  }
  return all;
}

// 3.3.2.7 and 3.3.3.4: nothing on this card is taken here.
Outcome nothing_left(std::string cause, Level2 why) {
  Outcome outcome = end_application(std::move(cause), why);
  outcome.ui_on_outcome = UiRequest{Message::other_card, UiStatus::ready_to_read};
  return outcome;
}

// Final selection (3.3.3) and kernel activation (3.4) of one candidate.
Outcome try_candidate(const Terminal& terminal, const Transaction& transaction,
                      const Candidate& candidate, Exchange& exchange) {
  const auto answer =
      exchange.send(select_command("SELECT " + hal::to_hex(candidate.adf_name), candidate.adf_name,
                                   candidate.extended_selection));
  if (!answer) return answer.error();
  if (!answer->ok()) {
    return select_next("status words at SELECT", Level2::status_bytes, answer->sw);
  }
  const auto application = read_fci(answer->content(), candidate);
  if (!application) {
    return select_next("card data error: " + application.error(), Level2::parsing);
  }
  const Activation activation{terminal, transaction, *candidate.allowed, *application};
  return candidate.allowed->combination->kernel == Kernel::visa ? run_kernel3(activation, exchange)
                                                                : run_kernel2(activation, exchange);
}

// Start B and C: the directory, then one application after the other.
TapOutcome present(const Terminal& terminal, const Transaction& transaction,
                   const std::vector<Allowed>& allowed, Exchange& exchange) {
  const hal::Bytes ppse(kPpse.begin(), kPpse.end());
  const auto answer = exchange.send(select_command("SELECT PPSE", ppse));
  if (!answer) return finished(answer.error());
  if (!answer->ok()) {
    Outcome outcome = nothing_left("card has no payment directory", Level2::no_ppse);
    const std::uint16_t sw = answer->sw;
    outcome.error.sw = sw;
    TapOutcome tap = finished(std::move(outcome));
    tap.no_payment_application = sw == 0x6A82;  // ISO 7816-4: file not found
    return tap;
  }
  const Directory directory = read_directory(answer->content(), allowed);
  if (directory.malformed) {
    return finished(nothing_left("payment directory is malformed", Level2::ppse_fault));
  }
  std::string cause = directory.scheme_not_taken.empty()
                          ? "no application that is taken here"
                          : directory.scheme_not_taken + " is not taken here";
  Outcome last = nothing_left(std::move(cause), Level2::empty_candidate_list);
  bool device_would_do = false;
  for (const Candidate& candidate : directory.candidates) {
    last = try_candidate(terminal, transaction, candidate, exchange);
    if (last.status() != Status::select_next) return finished(std::move(last));
    device_would_do = device_would_do || last.device_would_do;
  }
  if (last.status() == Status::select_next) {
    const ErrorIndication error = last.error;
    last = nothing_left(std::move(last.cause), error.level2);
    last.error = error;
  }
  last.device_would_do = device_would_do;
  TapOutcome tap = finished(std::move(last));
  tap.scheme_not_taken = directory.scheme_not_taken;
  return tap;
}

}  // namespace

bool is_cash(const Transaction& transaction) {
  return transaction.type == 0x01 || transaction.type == 0x17;
}

bool is_cashback(const Transaction& transaction) {
  return transaction.type == 0x09 || (transaction.type == 0x00 && transaction.amount_other &&
                                      !transaction.amount_other->is_zero());
}

bool is_refund(const Transaction& transaction) {
  return transaction.type == 0x20;
}

std::string_view outcome_word(OutcomeKind kind) {
  switch (kind) {
    case OutcomeKind::online_request:
      return "online request";
    case OutcomeKind::approved_offline:
      return "approved offline";
    case OutcomeKind::declined_by_card:
      return "declined by card";
    case OutcomeKind::try_again:
      return "try again";
    case OutcomeKind::see_phone:
      return "see phone";
    case OutcomeKind::other_card:
      return "other card";
    case OutcomeKind::other_interface:
      return "try another interface";
    case OutcomeKind::needs_device:
      return "needs device";
  }
  return "other card";
}

TapOutcome run(const Terminal& terminal, const Transaction& transaction,
               const Transceive& transceive, const Observer& observer, const Display& display) {
  if (std::string fault = transaction_fault(terminal, transaction); !fault.empty()) {
    Outcome outcome = end_application("station: " + fault, Level2::terminal_data);
    return finished(std::move(outcome));
  }
  const std::vector<Allowed> allowed = pre_process_all(terminal, transaction.amount);
  if (std::none_of(allowed.begin(), allowed.end(), [](const Allowed& combination) {
        return combination.indicators.contactless_allowed;
      })) {  // 3.1.1.13
    return finished(
        try_another_interface("amount is not for contactless cards", Message::insert_or_swipe));
  }
  Exchange exchange(transceive, observer, display);
  return present(terminal, transaction, allowed, exchange);
}

}  // namespace kerb::payment::emv
