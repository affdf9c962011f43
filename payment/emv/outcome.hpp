// How a kernel ends. Entry Point turns it into the next step; only a final one leaves the library,
// as a TapOutcome.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "payment/card_presentation.hpp"
#include "payment/emv/error_indication.hpp"
#include "payment/emv/outcome_parameters.hpp"
#include "payment/emv/ui_request.hpp"
#include "payment/secret.hpp"

namespace kerb::payment::emv {

struct Outcome {
  OutcomeParameters parameters;
  std::string cause;             // never card data
  bool device_would_do = false;  // a phone or watch could pay this amount
  std::optional<UiRequest> ui_on_outcome;
  std::optional<UiRequest> ui_on_restart;
  ErrorIndication error;
  std::optional<CardPresentation> presentation;
  Secret data_record;             // BER-TLV: what the acquirer may want of this tap
  hal::Bytes discretionary_data;  // BER-TLV: what a technician may want of it

  Status status() const { return parameters.status; }
};

// The outcomes that several places know. The messages are those of Book A, 9.4, and of the two
// kernels' own tables.
Outcome end_application(std::string cause, Level2 why);
// Status words that end the application.
Outcome refused_with(std::uint16_t sw, std::string_view command);
// The next candidate, if there is one.
Outcome select_next(std::string cause, Level2 why, std::uint16_t sw = 0);
Outcome declined(std::string cause, UiStatus status);
Outcome try_another_interface(std::string cause, Message message);
// The card left or garbled: the same card again (Start B).
Outcome present_again(std::string cause, Level1 why);
// The phone wants its owner: the field goes off for 1.3 s, and the message stands as long.
Outcome phone_asks_owner(std::string cause, Status status);

}  // namespace kerb::payment::emv
