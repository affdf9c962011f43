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

std::string status_word(const Step& step) {
  return step.answered ? fmt::format("{:04X}", step.sw) : std::string("no answer");
}

}  // namespace

void CardReport::add(Step step, std::chrono::microseconds elapsed) {
  steps_.push_back({std::move(step), elapsed});
}

void CardReport::finish(const TapOutcome& outcome) {
  ending_ = {};
  ending_.kind = outcome_word(outcome.kind);
  ending_.cause = outcome.cause;
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
                         step.command, status_word(step), step.length, millis(timed.elapsed));
    for (const ShownObject& object : step.sent) lines += object_line('>', object);
    for (const ShownObject& object : step.received) lines += object_line('<', object);
    if (!step.note.empty()) lines += "    ! " + step.note + "\n";
  }
  lines += fmt::format("{}: {} ({} exchanges, {})\n", ending_.kind, ending_.cause, steps_.size(),
                       millis(total));
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
        {"status", step.answered ? OrderedJson(status_word(step)) : OrderedJson(nullptr)},
        {"octets", step.length},
        {"elapsed_us", timed.elapsed.count()},
        {"sent", objects_json(step.sent)},
        {"received", objects_json(step.received)}};
    if (!step.note.empty()) entry["note"] = step.note;
    report["steps"].push_back(std::move(entry));
  }
  OrderedJson outcome = {{"kind", ending_.kind}, {"cause", ending_.cause}};
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
