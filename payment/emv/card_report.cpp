#include "payment/emv/card_report.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "payment/emv/exchange.hpp"
#include "payment/emv/tag.hpp"

namespace kerb::payment::emv {
namespace {

using OrderedJson = nlohmann::ordered_json;

std::string_view scheme_word(Scheme scheme) {
  switch (scheme) {
    case Scheme::visa:
      return "Visa";
    case Scheme::mastercard:
      return "Mastercard";
    case Scheme::other:
      break;
  }
  return "other";
}

// Tenths of a millisecond: an exchange takes a few of them.
std::string millis(std::chrono::microseconds elapsed) {
  const auto tenths = (elapsed.count() + 50) / 100;
  return fmt::format("{}.{} ms", tenths / 10, tenths % 10);
}

std::string object_line(char direction, const ShownObject& object) {
  std::string lines = fmt::format("    {} {:<8} {:<42} {}\n", direction, tag_hex(object.tag),
                                  object.name, object.value);
  for (const std::string& bit : object.bits) lines += fmt::format("{:>16} {}\n", "·", bit);
  return lines;
}

OrderedJson objects_json(const std::vector<ShownObject>& objects) {
  OrderedJson list = OrderedJson::array();
  for (const ShownObject& object : objects) {
    OrderedJson entry = {
        {"tag", tag_hex(object.tag)}, {"name", object.name}, {"value", object.value}};
    if (!object.bits.empty()) entry["bits"] = object.bits;
    list.push_back(std::move(entry));
  }
  return list;
}

std::string answer_word(const Step& step) {
  return step.answered ? fmt::format("{:04X}", step.sw) : std::string("no answer");
}

std::string ui_line(std::string_view when, const UiRequest& request) {
  return fmt::format("    {}: {} ({})\n", when, message_word(request.message),
                     hal::to_hex(octets_of(request)));
}

OrderedJson ui_json(const UiRequest& request) {
  return {{"message", fmt::format("{:02X}", static_cast<unsigned>(request.message))},
          {"text", message_word(request.message)},
          {"status", fmt::format("{:02X}", static_cast<unsigned>(request.status))},
          {"hold_ms", request.hold.count()}};
}

std::string parameters_line(const OutcomeParameters& parameters) {
  return fmt::format("    {}, start {}, CVM {} ({})\n", status_word(parameters.status),
                     start_word(parameters.start), cvm_word(parameters.cvm),
                     hal::to_hex(octets_of(parameters)));
}

}  // namespace

void CardReport::add(Step step, std::chrono::microseconds elapsed) {
  steps_.push_back({std::move(step), elapsed, {}});
}

void CardReport::show(const UiRequest& request) {
  if (!steps_.empty()) steps_.back().shown.push_back(request);
}

void CardReport::finish(const TapOutcome& outcome) {
  ending_ = {};
  ending_.kind = outcome_word(outcome.kind);
  ending_.cause = outcome.cause;
  ending_.parameters = outcome.parameters;
  ending_.ui_on_outcome = outcome.ui_on_outcome;
  ending_.ui_on_restart = outcome.ui_on_restart;
  ending_.error = outcome.error;
  if (!outcome.presentation) return;
  const CardPresentation& presentation = *outcome.presentation;
  ending_.scheme = scheme_word(presentation.identity.scheme);
  ending_.label = presentation.identity.label;
  ending_.last_four = presentation.identity.last_four;
  ending_.device_verified = presentation.device_verified;
  ending_.acquirer_tags = show_response(presentation.emv_tags);
}

std::string CardReport::text() const {
  std::string lines;
  std::chrono::microseconds total{0};
  int number = 0;
  for (const Timed& timed : steps_) {
    const Step& step = timed.step;
    total += timed.elapsed;
    lines += fmt::format("{:>2}  {:<34} {}  {:>9}  {:>3} octets  {}\n", ++number, step.name,
                         step.command, answer_word(step), step.length, millis(timed.elapsed));
    for (const ShownObject& object : step.sent) lines += object_line('>', object);
    for (const ShownObject& object : step.received) lines += object_line('<', object);
    if (!step.note.empty()) lines += "    ! " + step.note + "\n";
    for (const UiRequest& request : timed.shown) lines += ui_line("shown", request);
  }
  lines += fmt::format("{}: {} ({} exchanges, {})\n", ending_.kind, ending_.cause, steps_.size(),
                       millis(total));
  lines += parameters_line(ending_.parameters);
  if (ending_.ui_on_outcome) lines += ui_line("shown", *ending_.ui_on_outcome);
  if (ending_.ui_on_restart) lines += ui_line("shown when it starts again", *ending_.ui_on_restart);
  if (ending_.scheme.empty()) return lines;
  lines += fmt::format("{} {} ••••{}{}\n", ending_.scheme, ending_.label, ending_.last_four,
                       ending_.device_verified ? ", verified on the device" : "");
  lines += "to the acquirer:\n";
  for (const ShownObject& object : ending_.acquirer_tags) lines += object_line(' ', object);
  return lines;
}

std::string CardReport::json() const {
  OrderedJson report;
  report["steps"] = OrderedJson::array();
  for (const Timed& timed : steps_) {
    const Step& step = timed.step;
    OrderedJson entry = {
        {"name", step.name},
        {"command", step.command},
        {"status", step.answered ? OrderedJson(answer_word(step)) : OrderedJson(nullptr)},
        {"octets", step.length},
        {"elapsed_us", timed.elapsed.count()},
        {"sent", objects_json(step.sent)},
        {"received", objects_json(step.received)}};
    if (!step.note.empty()) entry["note"] = step.note;
    for (const UiRequest& request : timed.shown) entry["shown"].push_back(ui_json(request));
    report["steps"].push_back(std::move(entry));
  }
  const OutcomeParameters& parameters = ending_.parameters;
  OrderedJson outcome = {{"kind", ending_.kind},
                         {"cause", ending_.cause},
                         {"status", status_word(parameters.status)},
                         {"start", start_word(parameters.start)},
                         {"cvm", cvm_word(parameters.cvm)},
                         {"parameters", hal::to_hex(octets_of(parameters))},
                         {"error", hal::to_hex(octets_of(ending_.error))}};
  if (ending_.ui_on_outcome) outcome["shown"] = ui_json(*ending_.ui_on_outcome);
  if (ending_.ui_on_restart) outcome["shown_at_restart"] = ui_json(*ending_.ui_on_restart);
  if (!ending_.scheme.empty()) {
    outcome["scheme"] = ending_.scheme;
    outcome["label"] = ending_.label;
    outcome["last_four"] = ending_.last_four;
    outcome["device_verified"] = ending_.device_verified;
    outcome["acquirer_tags"] = objects_json(ending_.acquirer_tags);
  }
  report["outcome"] = std::move(outcome);
  return report.dump(2);
}

}  // namespace kerb::payment::emv
