#include "hal/everest/line.hpp"

#include <utility>

#include "hal/everest/orders.hpp"
#include "hal/everest/reading.hpp"

namespace kerb::hal::everest {
namespace {

std::vector<const char*> questions_of(Api api) {
  switch (api) {
    case Api::evse_manager_consumer:
      return {"get_evse", "stop_transaction", "force_unlock"};
    case Api::auth_consumer:
      return {"withdraw_authorization"};
    case Api::error_history_consumer:
      return {"active_errors"};
    case Api::ocpp_consumer:
      return {"get_variables"};
    default:
      return {};
  }
}

}  // namespace

Line::Line(Broker& broker, Settings settings)
    : broker_(broker),
      settings_(std::move(settings)),
      modules_(modules_of(settings_)),
      requests_(broker, settings_.topic_prefix) {}

Line::~Line() {
  end();
}

void Line::add(Party& party) {
  parties_.push_back(&party);
}

void Line::begin() {
  broker_.listen([this](std::string_view topic, std::string_view payload) { take(topic, payload); },
                 [this](bool up) {
                   if (!up) requests_.give_up();
                   for (Party* party : parties_) party->link(up);
                 });
  for (const Module& module : modules_) {
    broker_.subscribe(events_filter(settings_.topic_prefix, module));
    for (const char* question : questions_of(module.api)) requests_.expect(module, question);
  }
  broker_.begin();
}

void Line::end() {
  broker_.end();
  requests_.give_up();
}

void Line::take(std::string_view topic, std::string_view payload) {
  const auto incoming = read_topic(settings_.topic_prefix, topic);
  if (!incoming) return;
  if (!incoming->reply_id.empty()) {
    requests_.take(*incoming, payload);
    return;
  }
  const auto message = read_message(incoming->module.api, incoming->name, payload);
  if (!message) return;  // unreadable: EVerest drops such words, too
  for (Party* party : parties_) party->heard(incoming->module, *message);
}

Result<std::string> Line::ask(const Module& module, std::string_view name, std::string_view payload,
                              Millis within) {
  return requests_.ask(module, name, payload, within);
}

Result<void> Line::tell(const Module& module, std::string_view name, const std::string& payload) {
  return broker_.publish(order_topic(settings_.topic_prefix, module, name), payload);
}

Result<void> Line::order(const Module& module, std::string_view name, std::string_view payload) {
  const std::string nobody = reply_topic("", module, name, "kerb");
  return tell(module, name, enveloped(nobody, payload));
}

Result<void> Line::answer(const std::string& reply_to, const std::string& payload) {
  if (!is_reply_topic(reply_to)) return {};
  return broker_.publish(settings_.topic_prefix + reply_to, payload);
}

}  // namespace kerb::hal::everest
