// Entry Point (EMV Contactless Book B): pre-processing, the list of candidates, and one kernel
// after the other until one of them has a final answer.
#include "payment/emv/transaction.hpp"

#include <algorithm>

#include "payment/emv/kernel2.hpp"
#include "payment/emv/kernel3.hpp"

namespace kerb::payment::emv {
namespace {

constexpr std::string_view kPpse = "2PAY.SYS.DDF01";

TapOutcome final_outcome(OutcomeKind kind, std::string cause) {
  TapOutcome outcome;
  outcome.kind = kind;
  outcome.cause = std::move(cause);
  return outcome;
}

OutcomeKind kind_of(const Outcome& outcome) {
  switch (outcome.status) {
    case Status::online_request:
      return OutcomeKind::online_request;
    case Status::declined:
      return outcome.device_would_do ? OutcomeKind::needs_device : OutcomeKind::declined_by_card;
    case Status::try_again:
      return outcome.see_phone ? OutcomeKind::see_phone : OutcomeKind::try_again;
    case Status::select_next:
      return outcome.device_would_do ? OutcomeKind::needs_device : OutcomeKind::other_card;
    case Status::try_another_interface:
      return OutcomeKind::other_interface;
    case Status::end_application:
      break;
  }
  return OutcomeKind::other_card;
}

TapOutcome finished(Outcome outcome) {
  TapOutcome tap = final_outcome(kind_of(outcome), std::move(outcome.cause));
  tap.field_off = outcome.field_off;
  if (tap.kind == OutcomeKind::online_request) tap.presentation = std::move(outcome.presentation);
  return tap;
}

std::vector<Allowed> pre_process_all(const Terminal& terminal, const Money& amount) {
  std::vector<Allowed> all;
  all.reserve(terminal.combinations.size());
  for (const Combination& combination : terminal.combinations) {
    all.push_back({&combination, pre_process(combination, amount)});
  }
  return all;
}

// Final selection (3.3.3) and kernel activation (3.4) of one candidate.
Outcome try_candidate(const Terminal& terminal, const Transaction& transaction,
                      const Candidate& candidate, Exchange& exchange) {
  const auto answer = exchange.send(
      select_command("SELECT " + hal::to_hex(candidate.adf_name), candidate.adf_name));
  if (!answer) return answer.error();
  if (!answer->ok()) return ends(Status::select_next, "status words at SELECT");
  const auto application = read_fci(answer->content(), candidate);
  if (!application) return ends(Status::select_next, "card data error: " + application.error());
  const Activation activation{terminal, transaction, *candidate.allowed, *application};
  return candidate.allowed->combination->kernel == Kernel::visa ? run_kernel3(activation, exchange)
                                                                : run_kernel2(activation, exchange);
}

}  // namespace

std::string_view outcome_word(OutcomeKind kind) {
  switch (kind) {
    case OutcomeKind::online_request:
      return "online request";
    case OutcomeKind::declined_by_card:
      return "declined by card";
    case OutcomeKind::try_again:
      return "try again";
    case OutcomeKind::see_phone:
      return "see phone";
    case OutcomeKind::other_card:
      return "other card";
    case OutcomeKind::needs_device:
      return "needs device";
    case OutcomeKind::other_interface:
      return "try another interface";
  }
  return "other card";
}

TapOutcome run(const Terminal& terminal, const Transaction& transaction,
               const Transceive& transceive, const Observer& observer) {
  if (std::string fault = transaction_fault(terminal, transaction); !fault.empty()) {
    return final_outcome(OutcomeKind::other_card, "station: " + fault);
  }
  const std::vector<Allowed> allowed = pre_process_all(terminal, transaction.amount);
  if (std::none_of(allowed.begin(), allowed.end(), [](const Allowed& combination) {
        return combination.indicators.contactless_allowed;
      })) {
    return final_outcome(OutcomeKind::other_card, "amount is not for contactless cards");
  }
  Exchange exchange(transceive, observer);
  const hal::Bytes ppse(kPpse.begin(), kPpse.end());
  const auto directory = exchange.send(select_command("SELECT PPSE", ppse));
  if (!directory) return finished(directory.error());
  std::vector<Candidate> list;
  if (directory->ok()) list = candidates(directory->content(), allowed);
  Outcome last = end_application("no application that is taken here");
  bool device_would_do = false;
  for (const Candidate& candidate : list) {
    last = try_candidate(terminal, transaction, candidate, exchange);
    if (last.status != Status::select_next) return finished(std::move(last));
    device_would_do = device_would_do || last.device_would_do;
  }
  last.device_would_do = device_would_do;
  TapOutcome tap = finished(std::move(last));
  tap.no_payment_application = directory->sw == 0x6A82;
  return tap;
}

}  // namespace kerb::payment::emv
