#include "payment/emv/issuer_update.hpp"

#include "payment/emv/exchange.hpp"

namespace kerb::payment::emv {
namespace {

constexpr Tag kScriptBeforeTheEnd = 0x71;
constexpr Tag kScriptAfterTheEnd = 0x72;
constexpr Tag kScriptCommand = 0x86;
constexpr std::size_t kLongestScripts = 1024;
constexpr std::size_t kLongestScriptCommand = 261;
constexpr int kMostScriptCommands = 32;

// Warnings (62xx, 63xx) let a script go on (Book 3, 10.10).
bool goes_on(std::uint16_t sw) {
  return sw == 0x9000 || (sw >> 8U) == 0x62 || (sw >> 8U) == 0x63;
}

// The commands of one script. False when one failed, was malformed, or is one too many.
bool run_script(const Tlv& script, Exchange& exchange, int& carried_out) {
  const auto parts = parse_tlvs(script.value);
  if (!parts) return false;
  for (const Tlv& part : *parts) {
    if (part.tag != kScriptCommand) continue;
    if (part.value.size() < 4 || part.value.size() > kLongestScriptCommand) return false;
    if (carried_out >= kMostScriptCommands) return false;
    const auto answer =
        exchange.send({"issuer script", hal::Bytes(part.value.begin(), part.value.end()), {}});
    if (!answer || !goes_on(answer->sw)) return false;
    ++carried_out;
  }
  return true;
}

bool authenticate_issuer(const hal::Bytes& proof, Exchange& exchange) {
  if (proof.size() < 8 || proof.size() > 16) return false;
  hal::Bytes octets{0x00, 0x82, 0x00, 0x00, static_cast<std::uint8_t>(proof.size())};
  octets.insert(octets.end(), proof.begin(), proof.end());
  const auto answer = exchange.send({"EXTERNAL AUTHENTICATE", std::move(octets), {}});
  return answer && answer->ok();
}

bool run_scripts(const hal::Bytes& scripts, Exchange& exchange, int& carried_out) {
  const auto templates = scripts.size() <= kLongestScripts
                             ? parse_tlvs(scripts)
                             : tl::make_unexpected(TlvFault::too_many);
  if (!templates) return false;
  bool complete = true;
  for (const Tlv& script : *templates) {
    if (script.tag != kScriptBeforeTheEnd && script.tag != kScriptAfterTheEnd) continue;
    complete = run_script(script, exchange, carried_out) && complete;
  }
  return complete;
}

}  // namespace

IssuerUpdate update_card(hal::ByteView df_name, const IssuerAnswer& answer,
                         const Transceive& transceive, const Observer& observer) {
  IssuerUpdate update;
  update.parameters.status = answer.approved ? Status::approved : Status::declined;
  update.parameters.ui_on_outcome = true;
  update.ui_on_outcome = {answer.approved ? Message::approved : Message::not_authorised,
                          UiStatus::card_read};
  const Display nobody;
  Exchange exchange(transceive, observer, nobody);
  const auto selected =
      exchange.send(select_command("SELECT " + hal::to_hex(df_name) + " again", df_name));
  update.reached = selected && selected->ok();
  if (!update.reached) return update;
  if (!answer.authentication_data.empty()) {
    update.authenticated = authenticate_issuer(answer.authentication_data, exchange);
  }
  const bool scripts = run_scripts(answer.scripts, exchange, update.commands);
  update.complete = scripts && (update.authenticated || answer.authentication_data.empty());
  return update;
}

}  // namespace kerb::payment::emv
