#include "hal/simulated/terminal/turnover_file.hpp"

#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

namespace kerb::hal::simulated::terminal {
namespace {

using StoreJson = nlohmann::json;

constexpr int kLastDeal = static_cast<int>(Deal::refund);
constexpr std::int64_t kMostStored = 999'999'999'999;  // of an amount
constexpr std::int64_t kLastReceiptNumber = 9'999;
constexpr std::int64_t kLastTraceNumber = 999'999;
constexpr std::size_t kLongestAuthorisation = 8;

StoreJson json_for(const Payment& payment) {
  StoreJson json = {
      {"deal", static_cast<int>(payment.deal)},
      {"receipt", payment.receipt},
      {"trace", payment.trace},
      {"amount", payment.amount},
      {"card", payment.card.name},
      {"at", payment.at.time_since_epoch().count()},
      {"authorisation", to_hex(Bytes(payment.authorisation.begin(), payment.authorisation.end()))},
      {"kept", payment.kept},
      {"taken_back", payment.taken_back},
      {"reversed", payment.reversed},
      {"open", payment.open},
      {"held", payment.held}};
  if (payment.original) json["original"] = *payment.original;
  return json;
}

// Fields of one object; the first that is missing or out of its range is remembered.
class Fields {
 public:
  explicit Fields(const StoreJson& json) : json_(json) {}

  bool right() const { return right_; }
  bool has(const char* name) const { return json_.contains(name); }
  std::int64_t number(const char* name, std::int64_t least, std::int64_t most) {
    const auto found = json_.find(name);
    const bool is_number = found != json_.end() && found->is_number_integer();
    const std::int64_t value = is_number ? found->get<std::int64_t>() : least;
    right_ = right_ && is_number && value >= least && value <= most;
    return value;
  }
  bool flag(const char* name) {
    const auto found = json_.find(name);
    const bool is_flag = found != json_.end() && found->is_boolean();
    right_ = right_ && is_flag;
    return is_flag && found->get<bool>();
  }
  std::string text(const char* name) {
    const auto found = json_.find(name);
    const bool is_text = found != json_.end() && found->is_string();
    right_ = right_ && is_text;
    return is_text ? found->get<std::string>() : std::string{};
  }

 private:
  const StoreJson& json_;
  bool right_ = true;
};

std::optional<Payment> payment_in(const StoreJson& json) {
  if (!json.is_object()) return std::nullopt;
  Fields fields(json);
  Payment payment;
  payment.deal = static_cast<Deal>(fields.number("deal", 0, kLastDeal));
  payment.receipt = static_cast<ReceiptNumber>(fields.number("receipt", 1, kLastReceiptNumber));
  payment.trace = static_cast<TraceNumber>(fields.number("trace", 1, kLastTraceNumber));
  if (fields.has("original")) {
    payment.original = static_cast<TraceNumber>(fields.number("original", 1, kLastTraceNumber));
  }
  payment.amount = fields.number("amount", 0, kMostStored);
  payment.held = fields.number("held", 0, kMostStored);
  payment.at = Utc(Millis(fields.number("at", 0, std::numeric_limits<std::int64_t>::max() / 2)));
  payment.kept = fields.flag("kept");
  payment.taken_back = fields.flag("taken_back");
  payment.reversed = fields.flag("reversed");
  payment.open = fields.flag("open");
  const auto authorisation = from_hex(fields.text("authorisation"));
  const Card* const card = card_named(fields.text("card"));
  if (!fields.right() || card == nullptr || !authorisation ||
      authorisation->size() > kLongestAuthorisation) {
    return std::nullopt;
  }
  payment.card = *card;
  payment.authorisation.assign(authorisation->begin(), authorisation->end());
  return payment;
}

}  // namespace

std::string text_of_turnover(const Turnover& turnover) {
  StoreJson json = {{"next_receipt", turnover.next_receipt()},
                    {"next_trace", turnover.next_trace()},
                    {"payments", StoreJson::array()}};
  for (const Payment& payment : turnover.all()) json["payments"].push_back(json_for(payment));
  return json.dump() + '\n';
}

bool read_turnover(std::string_view text, Turnover& turnover) {
  const StoreJson json = StoreJson::parse(text, nullptr, false);
  if (!json.is_object()) return false;
  Fields fields(json);
  const auto receipt =
      static_cast<ReceiptNumber>(fields.number("next_receipt", 1, kLastReceiptNumber));
  const auto trace = static_cast<TraceNumber>(fields.number("next_trace", 1, kLastTraceNumber));
  const auto list = json.find("payments");
  if (!fields.right() || list == json.end() || !list->is_array()) return false;
  std::vector<Payment> payments;
  for (const StoreJson& one : *list) {
    auto payment = payment_in(one);
    if (!payment) return false;
    payments.push_back(std::move(*payment));
  }
  turnover.restore(std::move(payments), receipt, trace);
  return true;
}

}  // namespace kerb::hal::simulated::terminal
