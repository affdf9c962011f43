// How a kernel ends, in the terms of EMV Book A 6.2 (Outcome Parameter Set). Entry Point turns it
// into the next step; only a final one leaves the library, as a TapOutcome.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "hal/clock.hpp"
#include "payment/card_presentation.hpp"

namespace kerb::payment::emv {

enum class Status {
  online_request,
  declined,
  end_application,
  select_next,
  try_another_interface,
  try_again,
};

struct Outcome {
  Status status = Status::end_application;
  std::string cause;             // never card data
  bool see_phone = false;        // with try_again: UI message 20
  bool device_would_do = false;  // a phone or watch could pay this amount
  hal::Millis field_off{0};
  std::optional<CardPresentation> presentation;
};

inline Outcome ends(Status status, std::string cause) {
  Outcome outcome;
  outcome.status = status;
  outcome.cause = std::move(cause);
  return outcome;
}
inline Outcome end_application(std::string cause) {
  return ends(Status::end_application, std::move(cause));
}

// C-3 5.2.2 (GPO answers 6986): message 20, field off and held for 1.3 s.
inline Outcome phone_asks_owner(std::string cause) {
  Outcome outcome = ends(Status::try_again, std::move(cause));
  outcome.see_phone = true;
  outcome.field_off = hal::Millis{1300};
  return outcome;
}

}  // namespace kerb::payment::emv
