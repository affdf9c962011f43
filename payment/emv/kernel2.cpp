#include "payment/emv/kernel2.hpp"

#include <algorithm>

#include "payment/emv/cardholder_verification.hpp"
#include "payment/emv/cryptogram_type.hpp"
#include "payment/emv/offline_authentication.hpp"
#include "payment/emv/online_request.hpp"

namespace kerb::payment::emv {
namespace {

constexpr std::uint8_t kWithSignature = 0x10;

using Done = tl::expected<void, Outcome>;

Done stop(Outcome outcome) {
  return tl::make_unexpected(std::move(outcome));
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
         {&Run::processing_options, &Run::limits, &Run::records, &Run::authentication,
          &Run::restrictions, &Run::cardholder, &Run::generate_ac}) {
      if (auto done = (this->*step)(); !done) return done.error();
    }
    return conclude();
  }

 private:
  const Combination& combination() const { return *activation_.allowed.combination; }

  Done processing_options();
  Done limits();
  Done records();
  Done authentication();
  Done restrictions();
  Done cardholder();
  Done generate_ac();
  Done take_answer(const Response& response, hal::ByteView cdol_data);
  Done check_signature(const Response& response, hal::ByteView cdol_data);
  Outcome conclude() const;
  bool asks_for_decline() const;
  void compare_dates();
  void compare_usage();

  const Activation& activation_;
  Exchange& exchange_;
  DataObjects objects_;
  VerificationResults findings_;
  hal::Bytes pdol_data_;  // as it was sent: later objects may change what the same list would give
  hal::Bytes static_data_;
  std::optional<RsaKey> card_key_;
  bool device_verified_ = false;
  bool signature_asked_ = false;
};

Done Run::processing_options() {
  pdol_data_ = build_dol(activation_.application.pdol, objects_);
  const auto answer =
      exchange_.send(get_processing_options_command(activation_.application.pdol, objects_));
  if (!answer) return stop(answer.error());
  if (answer->sw == 0x6986) return stop(phone_asks_owner("phone is locked (6986)"));
  if (!answer->ok()) {
    return stop(ends(Status::select_next, "status words at GET PROCESSING OPTIONS"));
  }
  const auto stored = store_answer(answer->content(), {{tag::kAip, 2}, {tag::kAfl, 0}}, objects_);
  if (!stored) return stop(end_application("card data error: " + stored.error()));
  if (const auto missing = objects_.first_missing({tag::kAip, tag::kAfl})) {
    return stop(end_application("card data missing: " + tag_hex(*missing)));
  }
  if ((objects_.octet(tag::kAip, 1) & 0x80U) == 0) {
    return stop(ends(Status::select_next, "card speaks mag-stripe mode only"));
  }
  return {};
}

// S456.14: what plastic may pay here, and what a device that verifies its owner may.
Done Run::limits() {
  const bool device =
      (objects_.octet(tag::kAip, 0) & 0x02U) != 0 && combination().device_verification;
  const auto& limit = device ? combination().device_limit : combination().plastic_limit;
  if (!limit || !less(*limit, activation_.transaction.amount)) return {};
  Outcome outcome = ends(Status::select_next, "amount is above the limit of this card");
  outcome.device_would_do = !device;
  return stop(std::move(outcome));
}

Done Run::records() {
  auto read = read_records(exchange_, objects_);
  if (!read) return stop(read.error());
  static_data_ = std::move(*read);
  const auto missing = objects_.first_missing({tag::kExpiration, tag::kPan, tag::kCdol1});
  if (missing) return stop(end_application("card data missing: " + tag_hex(*missing)));
  return {};
}

// The card's key is recovered before it is needed, so that a signature is only asked for when it
// can be read.
Done Run::authentication() {
  const bool card_can = (objects_.octet(tag::kAip, 0) & 0x01U) != 0;
  const bool we_can = (objects_.octet(tag::kTerminalCapabilities, 2) & 0x08U) != 0;
  const CaKey* ca =
      find_ca_key(activation_.terminal.ca_keys, activation_.application.df_name, objects_);
  if (!card_can || !we_can || activation_.terminal.ca_keys.empty()) {
    findings_.note(Finding::not_authenticated);
    return {};
  }
  const auto key = ca != nullptr
                       ? recover_card_key(*ca, activation_.terminal.revoked, objects_, static_data_)
                       : Authenticated<RsaKey>(tl::make_unexpected(std::string()));
  if (!key) {
    findings_.note(Finding::cda_failed);
    if (objects_.first_missing({tag::kCaKeyIndex, tag::kIssuerCertificate, tag::kIssuerExponent,
                                tag::kIccCertificate, tag::kIccExponent})) {
      findings_.note(Finding::card_data_missing);
    }
    return {};
  }
  card_key_ = *key;
  return {};
}

bool before(hal::ByteView a, hal::ByteView b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end());
}

void Run::compare_dates() {
  const hal::ByteView today = *objects_.get(tag::kTransactionDate);
  if (before(*objects_.get(tag::kExpiration), today)) findings_.note(Finding::expired);
  const auto effective = objects_.get(tag::kEffective);
  if (effective && before(today, *effective)) findings_.note(Finding::not_yet_effective);
}

// Book 3, 10.4.2, for goods and services at a place that is not an ATM.
void Run::compare_usage() {
  const auto issuer = objects_.get(tag::kIssuerCountry);
  if (!objects_.has(tag::kUsageControl)) return;
  const std::uint8_t usage = objects_.octet(tag::kUsageControl, 0);
  const hal::ByteView here = *objects_.get(tag::kTerminalCountry);
  bool allowed = (usage & 0x01U) != 0;
  if (issuer) {
    const bool domestic = std::equal(issuer->begin(), issuer->end(), here.begin(), here.end());
    allowed = allowed && (usage & (domestic ? 0x28U : 0x14U)) != 0;
  }
  if (!allowed) findings_.note(Finding::service_not_allowed);
}

Done Run::restrictions() {
  const auto version = objects_.get(tag::kCardVersion);
  const auto ours = objects_.get(tag::kTerminalVersion);
  if (version && ours &&
      !std::equal(version->begin(), version->end(), ours->begin(), ours->end())) {
    findings_.note(Finding::versions_differ);
  }
  compare_dates();
  compare_usage();
  if (activation_.allowed.indicators.floor_limit_exceeded) {
    findings_.note(Finding::floor_limit_exceeded);
  }
  return {};
}

Done Run::cardholder() {
  auto decision = verify_cardholder(activation_, objects_, findings_);
  if (!decision) return stop(decision.error());
  device_verified_ = decision->device_verified;
  objects_.set(tag::kCvmResults, decision->results);
  objects_.set(tag::kTvr, findings_.octets());
  return {};
}

// Terminal action analysis (Book 3, 10.7). Everything that is not refused goes to the bank: a kiosk
// approves nothing by itself, so the online codes need no look. A card without a denial code has
// all zeros there.
bool Run::asks_for_decline() const {
  const auto issuer = objects_.get(tag::kIacDenial);
  return findings_.meets(combination().tac_denial) || (issuer && findings_.meets(*issuer));
}

Done Run::generate_ac() {
  const auto cdol = parse_dol(*objects_.get(tag::kCdol1));
  if (!cdol) {
    return stop(
        end_application("card data error: CDOL1 " + std::string(dol_fault_word(cdol.error()))));
  }
  const std::uint8_t type = asks_for_decline() ? cryptogram_type::kAac : cryptogram_type::kArqc;
  signature_asked_ = type == cryptogram_type::kArqc && card_key_.has_value();
  const auto p1 = static_cast<std::uint8_t>(type | (signature_asked_ ? kWithSignature : 0U));
  const auto response = exchange_.send(generate_ac_command(p1, *cdol, objects_));
  if (!response) return stop(response.error());
  if (!response->ok()) return stop(end_application("status words at GENERATE AC"));
  const hal::Bytes cdol_data = build_dol(*cdol, objects_);
  if (auto taken = take_answer(*response, cdol_data); !taken) return taken;
  const std::uint8_t got = objects_.octet(tag::kCryptogramInformation, 0) & cryptogram_type::kMask;
  if (got != cryptogram_type::kAac && got != type) {
    return stop(end_application("card data error: card answered above what was asked"));
  }
  return {};
}

Done Run::take_answer(const Response& response, hal::ByteView cdol_data) {
  const auto stored = store_answer(response.content(),
                                   {{tag::kCryptogramInformation, 1},
                                    {tag::kAtc, 2},
                                    {tag::kCryptogram, 8},
                                    {tag::kIssuerApplicationData, 0}},
                                   objects_);
  if (!stored) return stop(end_application("card data error: " + stored.error()));
  if (const auto missing = objects_.first_missing({tag::kCryptogramInformation, tag::kAtc})) {
    return stop(end_application("card data missing: " + tag_hex(*missing)));
  }
  const std::uint8_t got = objects_.octet(tag::kCryptogramInformation, 0) & cryptogram_type::kMask;
  if (signature_asked_ && got != cryptogram_type::kAac) return check_signature(response, cdol_data);
  if (!objects_.has(tag::kCryptogram)) return stop(end_application("card data missing: 9F26"));
  return {};
}

// C-2 S910, CDA: the cryptogram comes only inside the signature, and the signature covers
// everything that was said. A signature that does not hold is no payment.
Done Run::check_signature(const Response& response, hal::ByteView cdol_data) {
  const auto sdad = objects_.get(tag::kSignedDynamicData);
  const auto outer = parse_tlvs(response.content());
  const auto answer = outer ? parse_tlvs(outer->front().value) : outer;
  if (!sdad || !answer) return stop(end_application("CDA failed: no signature"));
  const auto recovered =
      recover_signed_answer(*card_key_, *sdad, *objects_.get(tag::kUnpredictableNumber));
  if (!recovered) return stop(end_application("CDA failed: " + recovered.error()));
  hal::Bytes said;
  for (const Tlv& object : *answer) {
    if (object.tag == tag::kSignedDynamicData) continue;
    said.insert(said.end(), object.encoded.begin(), object.encoded.end());
  }
  if (recovered->transaction_hash != sha1({pdol_data_, cdol_data, said})) {
    return stop(end_application("CDA failed: signature of other data"));
  }
  if (recovered->information != objects_.octet(tag::kCryptogramInformation, 0)) {
    return stop(end_application("CDA failed: signature of another answer"));
  }
  objects_.set(tag::kCryptogram, recovered->cryptogram);
  return {};
}

Outcome Run::conclude() const {
  // Octets 2 and 3 of DF4B: the phone wants its owner (C-2, S910.37).
  if ((objects_.octet(tag::kPosCardholderInteraction, 1) & 0x03U) != 0 ||
      (objects_.octet(tag::kPosCardholderInteraction, 2) & 0x0FU) != 0) {
    return phone_asks_owner("phone asks its owner (DF4B)");
  }
  if ((objects_.octet(tag::kCryptogramInformation, 0) & cryptogram_type::kMask) ==
      cryptogram_type::kAac) {
    return ends(Status::declined, "card answered AAC");
  }
  return online_request(activation_, objects_, device_verified_);
}

}  // namespace

Outcome run_kernel2(const Activation& activation, Exchange& exchange) {
  return Run(activation, exchange).run();
}

}  // namespace kerb::payment::emv
