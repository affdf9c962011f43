// Tokens, and what became of them (auth_consumer).
#include "hal/everest/readers.hpp"

namespace kerb::hal::everest {

std::optional<Token> token_in(const Json* token) {
  static constexpr std::pair<std::string_view, TokenKind> kKinds[] = {
      {"Central", TokenKind::central},
      {"eMAID", TokenKind::emaid},
      {"MacAddress", TokenKind::mac_address},
      {"ISO14443", TokenKind::iso14443},
      {"ISO15693", TokenKind::iso15693},
      {"KeyCode", TokenKind::key_code},
      {"Local", TokenKind::local},
      {"NoAuthorization", TokenKind::no_authorization},
  };
  static constexpr std::pair<std::string_view, AuthorizationKind> kAuthorizations[] = {
      {"OCPP", AuthorizationKind::ocpp},
      {"RFID", AuthorizationKind::rfid},
      {"Autocharge", AuthorizationKind::autocharge},
      {"PlugAndCharge", AuthorizationKind::plug_and_charge},
      {"BankCard", AuthorizationKind::bank_card},
  };
  const Json* id = token == nullptr ? nullptr : member(*token, "id_token");
  if (id == nullptr) return std::nullopt;
  Token read;
  read.value = id_in(*id, "value");
  read.kind = word_in(*id, "type", kKinds);
  read.authorization = word_in(*token, "authorization_type", kAuthorizations);
  read.prevalidated = flag_in(*token, "prevalidated").value_or(false);
  each_of(member(*token, "connectors"), [&](const Json& evse) {
    const auto number = whole_in(Json{{"evse", evse}}, "evse", 1, 999);
    if (number) read.evses.push_back(static_cast<EvseId>(*number));
  });
  read.request = whole_in(*token, "request_id", std::numeric_limits<std::int64_t>::min(),
                          std::numeric_limits<std::int64_t>::max());
  return read;
}

std::optional<Message> read_token_status(const Json& payload) {
  static constexpr std::pair<std::string_view, TokenState> kStates[] = {
      {"Processing", TokenState::processing},     {"Accepted", TokenState::accepted},
      {"Rejected", TokenState::rejected},         {"TimedOut", TokenState::timed_out},
      {"UsedToStart", TokenState::used_to_start}, {"UsedToStop", TokenState::used_to_stop},
      {"Withdrawn", TokenState::withdrawn},
  };
  auto token = token_in(member(payload, "token"));
  if (!token) return std::nullopt;
  return TokenStatus{*std::move(token), word_in(payload, "status", kStates),
                     texts_in(payload, "messages")};
}

}  // namespace kerb::hal::everest
