// What the back end says through EVerest: its link, prices, costs, transactions
// (session_cost_consumer, ocpp_consumer).
#include <algorithm>
#include <limits>

#include "hal/everest/readers.hpp"

namespace kerb::hal::everest {
namespace {

constexpr std::size_t kLongestLanguage = 8;

std::optional<BackEndText> price_text_in(const Json& message) {
  const auto format = text_format_in(message);
  if (!format) return std::nullopt;
  BackEndText text{text_in(message, "content"), *format, id_in(message, "language")};
  if (text.content.empty()) return std::nullopt;
  if (text.language.size() > kLongestLanguage) text.language.clear();
  return text;
}

bool is_currency(const std::string& code) {
  return code.size() == 3 &&
         std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

// A chunk without a cost only says how far the meter was.
struct Chunks {
  std::int64_t sum = 0;
  bool any = false;
  bool right = true;
  std::optional<WattHours> meter_to;

  void take(const Json& chunk) {
    if (const auto meter = watt_hours_in(chunk, "metervalue_to")) meter_to = meter;
    const Json* cost = member(chunk, "cost");
    if (cost == nullptr) return;
    constexpr std::int64_t kMost = 1'000'000'000'000'000;  // of 64 summands: no overflow
    const auto value = whole_in(*cost, "value", -kMost, kMost);
    right = right && value.has_value();
    sum += value.value_or(0);
    any = true;
  }
};

std::optional<DecimalAmount> total_in(const Json& cost, const Chunks& chunks) {
  const Json* currency = member(cost, "currency");
  const Json* list = member(cost, "cost_chunks");
  const bool all = list != nullptr && list->is_array() && list->size() <= kMostItems;
  if (currency == nullptr || !all || !chunks.any || !chunks.right) return std::nullopt;
  const auto decimals = whole_in(*currency, "decimals", 0, 9);
  if (!decimals) return std::nullopt;
  std::string code = id_in(*currency, "code");
  if (!is_currency(code)) code.clear();
  return DecimalAmount{chunks.sum, static_cast<int>(*decimals), std::move(code)};
}

}  // namespace

// Missing: plain text. Nothing for a word of a newer OCPP.
std::optional<BackEndText::Format> text_format_in(const Json& message) {
  using Format = BackEndText::Format;
  if (member(message, "format") == nullptr) return Format::utf8;
  const std::string word = id_in(message, "format");
  if (word == "UTF8") return Format::utf8;
  if (word == "ASCII") return Format::ascii;
  if (word == "HTML") return Format::html;
  if (word == "URI") return Format::uri;
  if (word == "QRCODE") return Format::qr_code;
  return std::nullopt;
}

IdKind id_kind_in(const Json& object) {
  static constexpr std::pair<std::string_view, IdKind> kWords[] = {
      {"IdToken", IdKind::id_token},
      {"SessionId", IdKind::session},
      {"TransactionId", IdKind::transaction},
  };
  if (member(object, "identifier_type") == nullptr) return IdKind::session;
  return word_in(object, "identifier_type", kWords);
}

std::vector<BackEndText> texts_in(const Json& object, const char* name) {
  std::vector<BackEndText> texts;
  each_of(member(object, name), [&](const Json& message) {
    if (auto text = price_text_in(message)) texts.push_back(*std::move(text));
  });
  return texts;
}

std::optional<Message> read_station_price(const Json& payload) {
  if (!payload.is_object()) return std::nullopt;
  return StationPrice{texts_in(payload, "messages")};
}

std::optional<Message> read_tariff_text(const Json& payload) {
  if (!payload.is_object()) return std::nullopt;
  TariffText tariff;
  tariff.texts = texts_in(payload, "messages");
  tariff.id = id_in(payload, "identifier_id");
  tariff.id_kind = id_kind_in(payload);
  tariff.transaction = id_in(payload, "ocpp_transaction_id");
  return tariff;
}

std::optional<Message> read_session_cost(const Json& payload) {
  static constexpr std::pair<std::string_view, CostState> kStates[] = {
      {"Running", CostState::running},
      {"Idle", CostState::idle},
      {"Finished", CostState::finished},
  };
  SessionCost cost;
  cost.transaction = id_in(payload, "session_id");
  if (cost.transaction.empty()) return std::nullopt;
  if (const auto token = token_in(member(payload, "id_tag"))) cost.token = token->value;
  cost.state = word_in(payload, "status", kStates);
  Chunks chunks;
  each_of(member(payload, "cost_chunks"), [&](const Json& chunk) { chunks.take(chunk); });
  cost.total = total_in(payload, chunks);
  cost.meter_to = chunks.meter_to;
  cost.texts = texts_in(payload, "message");
  cost.qr_code = qr_code_in(payload);
  return cost;
}

// Half a code would lead elsewhere.
std::string qr_code_in(const Json& object) {
  const std::string code = text_in(object, "qr_code", kLongestQrCode + 1);
  return code.size() > kLongestQrCode ? std::string() : code;
}

std::optional<Message> read_connected(const Json& payload) {
  if (!payload.is_boolean()) return std::nullopt;
  return BackEndConnected{payload.get<bool>()};
}

std::optional<Message> read_transfer_outcome(const Json& payload) {
  const std::string status = id_in(payload, "status");
  if (status.empty()) return std::nullopt;
  return TransferOutcome{status == "Offline"};
}

std::optional<Message> read_transaction_event(const Json& payload) {
  static constexpr std::pair<std::string_view, TransactionStep> kSteps[] = {
      {"Started", TransactionStep::started},
      {"Updated", TransactionStep::updated},
      {"Ended", TransactionStep::ended},
  };
  if (!payload.is_object()) return std::nullopt;
  TransactionEvent event;
  event.step = word_in(payload, "transaction_event", kSteps);
  event.session = id_in(payload, "session_id");
  event.transaction = id_in(payload, "transaction_id");
  if (const Json* evse = member(payload, "evse")) {
    if (const auto id = whole_in(*evse, "id", 1, 999)) event.evse = static_cast<EvseId>(*id);
  }
  return event;
}

}  // namespace kerb::hal::everest
