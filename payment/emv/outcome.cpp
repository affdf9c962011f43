#include "payment/emv/outcome.hpp"

namespace kerb::payment::emv {
namespace {

// Book A: a phone needs this long to see that the field was gone.
constexpr hal::Millis kPhoneRestart{1300};

void show(Outcome& outcome, UiRequest request) {
  outcome.parameters.ui_on_outcome = true;
  outcome.ui_on_outcome = std::move(request);
}

Outcome with(Status status, std::string cause) {
  Outcome outcome;
  outcome.parameters.status = status;
  outcome.cause = std::move(cause);
  return outcome;
}

}  // namespace

Outcome end_application(std::string cause, Level2 why) {
  Outcome outcome = with(Status::end_application, std::move(cause));
  outcome.error.level2 = why;
  outcome.error.message = Message::other_card;
  show(outcome, {Message::other_card, UiStatus::not_ready, kPhoneRestart});
  return outcome;
}

Outcome refused_with(std::uint16_t sw, std::string_view command) {
  Outcome outcome =
      end_application("status words at " + std::string(command), Level2::status_bytes);
  outcome.error.sw = sw;
  return outcome;
}

Outcome select_next(std::string cause, Level2 why, std::uint16_t sw) {
  Outcome outcome = with(Status::select_next, std::move(cause));
  outcome.parameters.start = Start::c;
  outcome.error.level2 = why;
  outcome.error.sw = sw;
  outcome.error.message = Message::other_card;
  return outcome;
}

Outcome declined(std::string cause, UiStatus status) {
  Outcome outcome = with(Status::declined, std::move(cause));
  show(outcome, {Message::not_authorised, status});
  return outcome;
}

Outcome try_another_interface(std::string cause, Message message) {
  Outcome outcome = with(Status::try_another_interface, std::move(cause));
  outcome.parameters.alternate_interface = AlternateInterface::contact;
  show(outcome, {message, UiStatus::processing_error});
  return outcome;
}

Outcome present_again(std::string cause, Level1 why) {
  Outcome outcome = with(Status::try_again, std::move(cause));
  outcome.parameters.start = Start::b;
  outcome.parameters.ui_on_restart = true;
  outcome.error.level1 = why;
  outcome.error.message = Message::present_again;
  outcome.ui_on_restart = UiRequest{Message::present_again, UiStatus::ready_to_read};
  return outcome;
}

Outcome phone_asks_owner(std::string cause, Status status) {
  Outcome outcome = with(status, std::move(cause));
  outcome.parameters.start = Start::b;
  outcome.parameters.ui_on_restart = true;
  outcome.parameters.field_off = kPhoneRestart;
  outcome.ui_on_restart = UiRequest{Message::see_phone, UiStatus::ready_to_read, kPhoneRestart};
  return outcome;
}

}  // namespace kerb::payment::emv
