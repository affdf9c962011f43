// Whatever comes from the broker on any of EVerest's topics: what is understood keeps its bounds, and
// what Kerb says because of it is valid JSON on a topic of EVerest's. Input: the topic, a line end,
// the payload.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>

#include "hal/everest/json.hpp"
#include "hal/everest/orders.hpp"
#include "hal/everest/reading.hpp"
#include "hal/everest/time_stamp.hpp"

namespace {

using namespace kerb::hal;           // NOLINT(google-build-using-namespace)
using namespace kerb::hal::everest;  // NOLINT(google-build-using-namespace)

void must(bool right) {
  if (!right) std::abort();
}

void expect_id(const std::string& id) {
  must(id.size() <= kLongestId);
}
void expect_time(const std::optional<Utc>& time) {
  if (time) must(read_time_stamp(time_stamp(*time)) == time);
}
void expect_texts(const std::vector<BackEndText>& texts) {
  must(texts.size() <= kMostItems);
  for (const BackEndText& text : texts) {
    must(!text.content.empty() && text.content.size() <= kLongestText);
    must(text.language.size() <= 8);
  }
}
void expect_meter(const MeterReading& meter) {
  if (meter.imported) {
    must(meter.imported->count >= 0 && meter.imported->count <= kMostWattHours);
  }
  if (meter.power) must(std::abs(meter.power->count) <= kMostWatts);
  expect_time(meter.at);
}
void expect_token(const Token& token) {
  expect_id(token.value);
  must(token.evses.size() <= kMostItems);
  for (const EvseId evse : token.evses) must(evse >= 1 && evse <= 999);
  must(json_in(provided_token(token)).has_value());
  must(json_in(withdraw_authorization(1, token)).has_value());
}
void expect_reply_to(const std::string& topic) {
  must(topic.empty() || is_reply_topic(topic));
  must(json_in(enveloped(topic, "true")).has_value());
}

struct Expect {
  void operator()(const SessionEvent& event) const {
    expect_id(event.session);
    expect_time(event.at);
    must(event.connector >= 0 && event.connector <= 999);
    if (event.meter) expect_meter(*event.meter);
    if (event.token) expect_token(*event.token);
    must(event.paused.size() <= kMostItems);
  }
  void operator()(const SessionStatus& status) const {
    if (status.charged) must(status.charged->count >= 0);
    if (status.lasted) must(status.lasted->count() >= 0);
  }
  void operator()(const MeterReading& meter) const {
    must(meter.imported.has_value());
    expect_meter(meter);
  }
  void operator()(const CarStatus& car) const {
    if (car.soc_percent) must(*car.soc_percent >= 0 && *car.soc_percent <= 100);
    if (car.target_current_ma) must(*car.target_current_ma >= 0);
    expect_time(car.full_at);
  }
  void operator()(const EnforcedLimits& limits) const {
    if (limits.phases) must(*limits.phases >= 1 && *limits.phases <= 3);
    expect_id(limits.power_source);
  }
  void operator()(const HlcSessionFailed& /*failed*/) const {}
  void operator()(const RandomDelay& delay) const {
    if (delay.left) must(delay.left->count() >= 0);
  }
  void operator()(const EvseName& name) const { expect_id(name.name); }
  void operator()(const EnergyTransferModes& modes) const { must(modes.modes.size() <= 32); }
  void operator()(const TokenStatus& status) const {
    expect_token(status.token);
    expect_texts(status.texts);
  }
  void operator()(const ErrorRaised& raised) const { expect_error(raised.error); }
  void operator()(const ErrorCleared& cleared) const { expect_error(cleared.error); }
  static void expect_error(const StationError& error) {
    must(!error.type.empty());
    must(error.fault != ChargerFault::none);
    must(json_in(raise_error(error.sub_type, error.message)).has_value());
    must(json_in(clear_error(error.sub_type)).has_value());
  }
  void operator()(const BackEndConnected& /*connected*/) const {}
  void operator()(const TransferOutcome& /*outcome*/) const {}
  void operator()(const StationPrice& price) const { expect_texts(price.texts); }
  void operator()(const TariffText& tariff) const { expect_texts(tariff.texts); }
  void operator()(const SessionCost& cost) const {
    must(!cost.transaction.empty());
    expect_texts(cost.texts);
    must(cost.qr_code.size() <= kLongestQrCode);
    if (!cost.total) return;
    must(cost.total->decimals >= 0 && cost.total->decimals <= 9);
    must(cost.total->currency.empty() || cost.total->currency.size() == 3);
  }
  void operator()(const TransactionEvent& event) const { expect_id(event.transaction); }
  void operator()(const SetScreenMessages& set) const {
    expect_reply_to(set.reply_to);
    must(set.readable ? !set.messages.empty() : set.messages.empty());
    must(set.messages.size() <= kMostItems);
    for (const ScreenMessage& message : set.messages) {
      must(message.text.content.size() <= kLongestText && message.qr_code.size() <= kLongestQrCode);
      must(message.bound_id.empty() == (message.bound_kind == IdKind::unknown) ||
           message.bound_kind == IdKind::unknown);
    }
    must(Json::accept(get_screen_messages_answer(set.messages)));
  }
  void operator()(const GetScreenMessages& get) const {
    expect_reply_to(get.reply_to);
    must(get.filter.ids.size() <= kMostItems);
  }
  void operator()(const ClearScreenMessage& clear) const { expect_reply_to(clear.reply_to); }
  void operator()(const DataTransfer& transfer) const {
    expect_reply_to(transfer.reply_to);
    must(Json::accept(data_transfer_answer(TransferAnswer::accepted, transfer.data)));
  }
  void operator()(const Heartbeat& /*heartbeat*/) const {}
};

void read_answers(std::string_view payload) {
  read_yes_or_no(payload);
  if (const auto evse = read_evse_answer(payload)) must(evse->evse >= 1 && evse->evse <= 999);
  if (const auto errors = read_active_errors(payload)) {
    for (const StationError& error : *errors) Expect::expect_error(error);
  }
  read_withdraw_answer(payload);
  if (const auto variables = read_variables(payload)) must(variables->size() <= kMostItems);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {  // NOLINT
  const std::string_view input(reinterpret_cast<const char*>(octets), size);
  const std::size_t line = std::min(input.find('\n'), input.size());
  const std::string_view payload = input.substr(std::min(line + 1, input.size()));
  const auto topic = read_topic("", input.substr(0, line));
  if (!topic) return 0;
  if (!topic->reply_id.empty()) {
    read_answers(payload);
    return 0;
  }
  if (const auto message = read_message(topic->module.api, topic->name, payload)) {
    std::visit(Expect{}, *message);
  }
  return 0;
}
