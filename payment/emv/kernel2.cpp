#include "payment/emv/kernel2.hpp"

#include <algorithm>

#include "payment/emv/action_analysis.hpp"
#include "payment/emv/cardholder_verification.hpp"
#include "payment/emv/cryptogram_type.hpp"
#include "payment/emv/offline_authentication.hpp"
#include "payment/emv/presentation.hpp"
#include "payment/emv/processing_restrictions.hpp"

namespace kerb::payment::emv {
namespace {

constexpr std::uint8_t kWithSignature = 0x10;
constexpr hal::Millis kMessageHold{1300};  // DF812D

using Done = tl::expected<void, Outcome>;

Done stop(Outcome outcome) {
  return tl::make_unexpected(std::move(outcome));
}

Done card_data_missing(Tag tag) {
  return stop(end_application("card data missing: " + tag_hex(tag), Level2::card_data_missing));
}

Done card_data_error(const std::string& what) {
  return stop(end_application("card data error: " + what, Level2::card_data));
}

Done parsing_error(const std::string& what) {
  return stop(end_application("card data error: " + what, Level2::parsing));
}

// C-2 has no "try again": it ends the application and asks Entry Point to start at B.
Outcome as_kernel2(Outcome outcome) {
  if (outcome.status() == Status::try_again) {
    outcome.parameters.status = Status::end_application;
  }
  return outcome;
}

// One transaction; the steps are run() below, in the order of C-2 chapter 6.
class Run {
 public:
  Run(const Activation& activation, Exchange& exchange)
      : activation_(activation),
        exchange_(exchange),
        objects_(terminal_objects(activation.terminal, activation.transaction, combination(),
                                  activation.allowed.indicators)) {}

  Outcome run() {
    for (const auto step :
         {&Run::processing_options, &Run::records, &Run::limits, &Run::required_data,
          &Run::prepare_authentication, &Run::restrictions, &Run::cardholder, &Run::generate_ac}) {
      if (auto done = (this->*step)(); !done) return as_kernel2(std::move(done.error()));
    }
    return conclude();
  }

 private:
  const Combination& combination() const { return *activation_.allowed.combination; }
  bool device_verifies() const {
    return (objects_.octet(tag::kAip, 0) & 0x02U) != 0 && combination().device_verification;
  }

  Done processing_options();
  Done records();
  Done limits();
  Done required_data();
  Done prepare_authentication();
  Done restrictions();
  Done cardholder();
  Done generate_ac();
  std::uint8_t cryptogram_to_ask_for() const;
  bool signs_declines() const;
  Done take_answer(const Response& response, hal::ByteView cdol_data);
  Done check_signature(const Response& response, hal::ByteView cdol_data);
  Authenticated<SignedAnswer> signed_answer(hal::ByteView sdad) const;
  std::uint8_t answered() const {
    return objects_.octet(tag::kCryptogramInformation, 0) & cryptogram_type::kMask;
  }
  bool phone_wants_its_owner() const;
  Outcome phone_message() const;
  Outcome refused() const;
  Outcome conclude() const;

  const Activation& activation_;
  Exchange& exchange_;
  DataObjects objects_;
  VerificationResults findings_;
  hal::Bytes pdol_data_;  // as it was sent: later objects may change what the same list would give
  hal::Bytes static_data_;
  Cvm cvm_ = Cvm::no_cvm;
  bool authenticates_ = false;  // ODA status: CDA
  std::uint8_t asked_ = cryptogram_type::kAac;
  bool signature_asked_ = false;
};

// S2 and S3.
Done Run::processing_options() {
  pdol_data_ = build_dol(activation_.application.pdol, objects_);
  const auto answer =
      exchange_.send(get_processing_options_command(activation_.application.pdol, objects_));
  if (!answer) return stop(answer.error());
  if (!answer->ok()) {
    return stop(
        select_next("status words at GET PROCESSING OPTIONS", Level2::status_bytes, answer->sw));
  }
  const auto stored = store_answer(answer->content(), {{tag::kAip, 2}, {tag::kAfl, 0}}, objects_);
  if (!stored) return parsing_error(stored.error());
  if (const auto missing = objects_.first_missing({tag::kAip, tag::kAfl})) {
    return card_data_missing(*missing);
  }
  if ((objects_.octet(tag::kAip, 1) & 0x80U) == 0) {  // S3.16 to S3.18
    return stop(end_application("card speaks mag-stripe mode only", Level2::mag_stripe_only));
  }
  // S3.65: a reader behind a general interface cannot time a card to a tenth of a millisecond, so
  // the relay resistance protocol is not offered, and the bank is told.
  findings_.note(Finding::relay_resistance_not_performed);
  return {};
}

Done Run::records() {
  auto read = read_records(exchange_, objects_);
  if (!read) return stop(read.error());
  static_data_ = std::move(*read);
  return {};
}

// S456.14: what plastic may pay here, and what a device that verifies its owner may.
Done Run::limits() {
  const bool device = device_verifies();
  const auto& limit = device ? combination().device_limit : combination().plastic_limit;
  if (!limit || !less(*limit, activation_.transaction.amount)) return {};
  Outcome outcome = select_next("amount is above the limit of this card", Level2::limit_exceeded);
  outcome.device_would_do = !device;
  return stop(std::move(outcome));
}

// S456.16.
Done Run::required_data() {
  const auto missing = objects_.first_missing({tag::kExpiration, tag::kPan, tag::kCdol1});
  return missing ? card_data_missing(*missing) : Done{};
}

// S3R1.10 and S456.24 to 28: whether a signature will be asked for. Its certificates are opened
// after the card has answered, when it may already leave.
Done Run::prepare_authentication() {
  const bool card_can = (objects_.octet(tag::kAip, 0) & 0x01U) != 0;
  const bool we_can = (objects_.octet(tag::kTerminalCapabilities, 2) & 0x08U) != 0 &&
                      !activation_.terminal.ca_keys.empty();
  authenticates_ = card_can && we_can;
  if (!authenticates_) {
    findings_.note(Finding::not_authenticated);
    return {};
  }
  if (objects_.first_missing({tag::kCaKeyIndex, tag::kIssuerCertificate, tag::kIssuerExponent,
                              tag::kIccCertificate, tag::kIccExponent, tag::kStaticDataTags})) {
    findings_.note(Finding::card_data_missing);
    findings_.note(Finding::cda_failed);
    return {};
  }
  const hal::ByteView tags = *objects_.get(tag::kStaticDataTags);
  if (tags.size() != 1 || tags[0] != tag::kAip) return card_data_error("9F4A is not just 82");
  if (find_ca_key(activation_.terminal.ca_keys, activation_.application.df_name, objects_) ==
      nullptr) {
    findings_.note(Finding::cda_failed);
  }
  return {};
}

// S456.35, 36.
Done Run::restrictions() {
  note_restrictions(activation_, objects_, findings_);
  if (activation_.allowed.indicators.floor_limit_exceeded) {
    findings_.note(Finding::floor_limit_exceeded);
  }
  return {};
}

Done Run::cardholder() {
  auto decision = verify_cardholder(activation_, objects_, findings_);
  if (!decision) return stop(decision.error());
  cvm_ = decision->cvm;
  objects_.set(tag::kCvmResults, decision->results);
  objects_.set(tag::kTvr, findings_.octets());
  return {};
}

// 9F5D byte 2, b1: the card signs declines, too.
bool Run::signs_declines() const {
  return (objects_.octet(tag::kApplicationCapabilities, 1) & 0x01U) != 0;
}

// 7.8, then GAC.20 to GAC.27: a phone whose signature cannot be checked has not proved that it
// verified its owner.
std::uint8_t Run::cryptogram_to_ask_for() const {
  const std::uint8_t type = analyse_actions(activation_, objects_, findings_);
  const bool proves = authenticates_ && !findings_.noted(Finding::cda_failed);
  return !proves && device_verifies() && authenticates_ ? cryptogram_type::kAac : type;
}

Done Run::generate_ac() {
  const auto cdol = parse_dol(*objects_.get(tag::kCdol1));
  if (!cdol) return card_data_error("CDOL1 " + std::string(dol_fault_word(cdol.error())));
  asked_ = cryptogram_to_ask_for();
  signature_asked_ = authenticates_ && !findings_.noted(Finding::cda_failed) &&
                     (asked_ != cryptogram_type::kAac || signs_declines());
  const auto p1 = static_cast<std::uint8_t>(asked_ | (signature_asked_ ? kWithSignature : 0U));
  const auto response = exchange_.send(generate_ac_command(p1, *cdol, objects_));
  if (!response) return stop(response.error());
  if (!response->ok()) return stop(refused_with(response->sw, "GENERATE AC"));
  const auto stored = store_answer(response->content(),
                                   {{tag::kCryptogramInformation, 1},
                                    {tag::kAtc, 2},
                                    {tag::kCryptogram, 8},
                                    {tag::kIssuerApplicationData, 0}},
                                   objects_);
  if (!stored) return parsing_error(stored.error());
  if (const auto missing = objects_.first_missing({tag::kCryptogramInformation, tag::kAtc})) {
    return card_data_missing(*missing);
  }
  const std::uint8_t got = answered();
  const bool lower = got == cryptogram_type::kAac || got == asked_ ||
                     (asked_ == cryptogram_type::kTc && got == cryptogram_type::kArqc);
  if (!lower) return card_data_error("card answered above what was asked");  // S9.23
  exchange_.show({Message::clear_display, UiStatus::card_read});             // S9.27
  return take_answer(*response, build_dol(*cdol, objects_));
}

// S910.30 to 37: without a signature the cryptogram stands in the open, and an answer that was to be
// signed is none.
Done Run::take_answer(const Response& response, hal::ByteView cdol_data) {
  if (objects_.has(tag::kSignedDynamicData)) return check_signature(response, cdol_data);
  if (!objects_.has(tag::kCryptogram)) return card_data_missing(tag::kCryptogram);
  const bool own_decline = answered() == cryptogram_type::kAac && asked_ != cryptogram_type::kAac;
  if (signature_asked_ && !own_decline) return card_data_error("no signature");
  return {};
}

Authenticated<SignedAnswer> Run::signed_answer(hal::ByteView sdad) const {
  const Terminal& terminal = activation_.terminal;
  const CaKey* ca = find_ca_key(terminal.ca_keys, activation_.application.df_name, objects_);
  if (ca == nullptr) return tl::make_unexpected("no key of the scheme");
  const auto key = recover_card_key(*ca, terminal.revoked, objects_, static_data_);
  if (!key) return tl::make_unexpected(key.error());
  return recover_signed_answer(*key, sdad, *objects_.get(tag::kUnpredictableNumber));
}

// S910.1 to 6: the cryptogram comes only inside the signature, and the signature covers everything
// that was said. A signature that does not hold is no payment.
Done Run::check_signature(const Response& response, hal::ByteView cdol_data) {
  const auto failed = [](const std::string& why) {
    return stop(end_application("CDA failed: " + why, Level2::authentication_failed));
  };
  const auto outer = parse_tlvs(response.content());
  const auto answer = outer ? parse_tlvs(outer->front().value) : outer;
  if (!answer) return failed("no signature");
  const auto recovered = signed_answer(*objects_.get(tag::kSignedDynamicData));
  if (!recovered) return failed(recovered.error());
  hal::Bytes said;
  for (const Tlv& object : *answer) {
    if (object.tag == tag::kSignedDynamicData) continue;
    said.insert(said.end(), object.encoded.begin(), object.encoded.end());
  }
  if (recovered->transaction_hash != sha1({pdol_data_, cdol_data, said})) {
    return failed("signature of other data");
  }
  if (recovered->information != objects_.octet(tag::kCryptogramInformation, 0)) {
    return failed("signature of another answer");
  }
  objects_.set(tag::kCryptogram, recovered->cryptogram);
  return {};
}

// S910.71: octets 2 and 3 of DF4B.
bool Run::phone_wants_its_owner() const {
  return (objects_.octet(tag::kPosCardholderInteraction, 1) & 0x03U) != 0 ||
         (objects_.octet(tag::kPosCardholderInteraction, 2) & 0x0FU) != 0;
}

// S910.72 to 80, with the phone message table (DF8131) that C-2 gives as the default: whatever
// stands in the last half octet is the owner's to do, everything else is a refusal.
Outcome Run::phone_message() const {
  Outcome outcome = phone_asks_owner("phone asks its owner (DF4B)", Status::end_application);
  const bool owner = (objects_.octet(tag::kPosCardholderInteraction, 2) & 0x0FU) != 0;
  const Message message = owner ? Message::see_phone : Message::not_authorised;
  exchange_.show({message, UiStatus::not_ready, kMessageHold});
  outcome.ui_on_restart = UiRequest{message, UiStatus::ready_to_read};
  return outcome;
}

// S910.74: a card with contacts may still pay where a slot is; a phone (9F6E names its form) and a
// kiosk without one cannot.
Outcome Run::refused() const {
  if (is_refund(activation_.transaction)) {
    Outcome outcome = end_application("card answered AAC", Level2::ok);
    outcome.error = {};
    outcome.ui_on_outcome = UiRequest{Message::clear_display, UiStatus::not_ready};
    return outcome;
  }
  const bool slot = (objects_.octet(tag::kTerminalCapabilities, 0) & 0x20U) != 0;
  const auto device = objects_.get(tag::kFormFactor);
  const bool phone = device && device->size() >= 6 && (*device)[4] != 0x30;
  if (slot && !phone) {
    Outcome outcome = try_another_interface("card answered AAC", Message::insert_card);
    outcome.ui_on_outcome = UiRequest{Message::insert_card, UiStatus::not_ready, kMessageHold};
    return outcome;
  }
  Outcome outcome = declined("card answered AAC", UiStatus::not_ready);
  outcome.ui_on_outcome->hold = kMessageHold;
  return outcome;
}

Outcome Run::conclude() const {
  if (phone_wants_its_owner()) return phone_message();
  if (answered() == cryptogram_type::kAac) return refused();
  const bool online = answered() == cryptogram_type::kArqc;
  return presented(activation_, objects_, online ? Status::online_request : Status::approved, cvm_);
}

}  // namespace

Outcome run_kernel2(const Activation& activation, Exchange& exchange) {
  return Run(activation, exchange).run();
}

}  // namespace kerb::payment::emv
