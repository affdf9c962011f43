// What must hold of every outcome, whatever a card answered: used by the property tests and the
// fuzzer.
#pragma once

#include <algorithm>
#include <array>
#include <string>

#include "payment/emv/tag.hpp"
#include "payment/emv/transaction.hpp"

namespace kerb::payment::emv {

inline bool tags_are_sound(const CardPresentation& presentation, const Transaction& transaction) {
  const auto tags = parse_tlvs(presentation.emv_tags);
  if (!tags) return false;
  for (const Tag forbidden :
       {0x56U, 0x57U, 0x5AU, 0x5F20U, 0x5F24U, 0x99U, 0x9F0BU, 0x9F1FU, 0x9F20U}) {
    if (find_tlv(*tags, forbidden) != nullptr) return false;
  }
  constexpr std::array<std::pair<Tag, std::size_t>, 13> kFixed{{{0x9A, 3},
                                                                {0x9C, 1},
                                                                {0x5F2A, 2},
                                                                {0x9F1A, 2},
                                                                {0x9F02, 6},
                                                                {0x9F03, 6},
                                                                {0x9F36, 2},
                                                                {0x82, 2},
                                                                {0x95, 5},
                                                                {0x9F26, 8},
                                                                {0x9F33, 3},
                                                                {0x9F37, 4},
                                                                {0x84, 7}}};
  for (const auto& [tag, length] : kFixed) {
    const Tlv* object = find_tlv(*tags, tag);
    if (object == nullptr || object->value.size() < length) return false;
    if (tag != 0x84 && object->value.size() != length) return false;
  }
  const Tlv* issuer_data = find_tlv(*tags, 0x9F10);
  if (issuer_data == nullptr || issuer_data->value.empty() || issuer_data->value.size() > 32) {
    return false;
  }
  const hal::ByteView number = find_tlv(*tags, 0x9F37)->value;
  if (!std::equal(number.begin(), number.end(), transaction.unpredictable_number.begin()))
    return false;
  std::string amount = std::to_string(transaction.amount.minor());
  amount.insert(0, 12 - amount.size(), '0');
  return hal::to_hex(find_tlv(*tags, 0x9F02)->value) == amount;
}

// Empty when the outcome holds together; else what is wrong.
inline std::string inconsistency(const TapOutcome& outcome, const Transaction& transaction) {
  const bool online = outcome.kind == OutcomeKind::online_request;
  const bool approved = outcome.kind == OutcomeKind::approved_offline;
  if ((online || approved) != outcome.presentation.has_value()) return "presentation for nothing";
  if (outcome.data_record.empty() == outcome.presentation.has_value()) return "record for nothing";
  if (outcome.cause.empty()) return "no cause";
  if (!outcome.presentation) return {};
  const CardPresentation& presentation = *outcome.presentation;
  if (!tags_are_sound(presentation, transaction)) return "tags are not sound";
  const hal::ByteView track = presentation.track2.reveal();
  const std::string text(track.begin(), track.end());
  const std::size_t separator = text.find('=');
  if (text.size() > 39 || text.front() != ';' || text.back() != '?') return "no track 2";
  if (separator == std::string::npos || separator < 13 || separator > 20) return "no card number";
  if (text.find_first_not_of("0123456789=", 1) != text.size() - 1) return "track is not digits";
  if (text.substr(separator + 5, 3) != presentation.service_code) return "another service code";
  if (text.substr(separator - 4, 4) != presentation.identity.last_four) return "other last digits";
  if (presentation.identity.fingerprint.size() != 32) return "no fingerprint";
  if (presentation.identity.label.empty() || presentation.identity.label.size() > 16)
    return "label";
  return {};
}

}  // namespace kerb::payment::emv
