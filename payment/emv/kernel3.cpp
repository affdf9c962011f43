#include "payment/emv/kernel3.hpp"

#include <algorithm>

#include "payment/emv/cryptogram_type.hpp"
#include "payment/emv/offline_authentication.hpp"
#include "payment/emv/presentation.hpp"
#include "payment/emv/processing_restrictions.hpp"

namespace kerb::payment::emv {
namespace {

using Finished = std::optional<Outcome>;  // empty: go on

// Terminal Transaction Qualifiers (9F66), octet and bit.
struct TtqBit {
  std::size_t octet;
  unsigned bit;
};
constexpr TtqBit kContactChip{0, 0x10};
constexpr TtqBit kOfflineOnly{0, 0x08};
constexpr TtqBit kOnlinePinSupported{0, 0x04};
constexpr TtqBit kSignatureSupported{0, 0x02};
constexpr TtqBit kAuthenticatesOnline{0, 0x01};
constexpr TtqBit kOnlineRequired{1, 0x80};
constexpr TtqBit kCvmRequired{1, 0x40};
constexpr TtqBit kIssuerUpdateSupported{2, 0x80};
constexpr TtqBit kDeviceCvmSupported{2, 0x40};

// Card Transaction Qualifiers (9F6C), octet 1, then octet 2.
constexpr unsigned kPinRequired = 0x80;
constexpr unsigned kSignatureRequired = 0x40;
constexpr unsigned kOnlineIfNotAuthentic = 0x20;
constexpr unsigned kSwitchIfNotAuthentic = 0x10;
constexpr unsigned kOnlineIfExpired = 0x08;
constexpr unsigned kSwitchForCash = 0x04;
constexpr unsigned kSwitchForCashback = 0x02;
constexpr unsigned kDeviceVerified = 0x80;
constexpr unsigned kTakesIssuerUpdate = 0x40;

bool asks_for_ttq(const SelectedApplication& application) {
  return std::any_of(application.pdol.begin(), application.pdol.end(),
                     [](const DolEntry& entry) { return entry.tag == tag::kTtq; });
}

// 5.2.2: status words of GET PROCESSING OPTIONS.
Outcome refused_options(std::uint16_t sw) {
  switch (sw) {
    case 0x6984:
      return try_another_interface("card wants another interface (6984)", Message::insert_card);
    case 0x6985:
      return select_next("conditions not satisfied (6985)", Level2::status_bytes, sw);
    case 0x6986:
      return phone_asks_owner("phone is locked (6986)", Status::try_again);
    default:
      return select_next("status words at GET PROCESSING OPTIONS", Level2::status_bytes, sw);
  }
}

class VisaRun {
 public:
  VisaRun(const Activation& activation, Exchange& exchange)
      : activation_(activation),
        exchange_(exchange),
        objects_(terminal_objects(activation.terminal, activation.transaction,
                                  *activation.allowed.combination, activation.allowed.indicators)) {
  }

  Outcome run() {
    for (const auto step : {&VisaRun::read_card, &VisaRun::check_data, &VisaRun::restrictions,
                            &VisaRun::authentication, &VisaRun::cardholder}) {
      if (auto ended = (this->*step)()) return std::move(*ended);
    }
    Outcome outcome =
        presented(activation_, objects_, online_ ? Status::online_request : Status::approved, cvm_);
    const bool update = online_ && can(kIssuerUpdateSupported) &&
                        (objects_.octet(tag::kCtq, 1) & kTakesIssuerUpdate) != 0;
    if (update && outcome.presentation) {  // issuer_update.hpp
      outcome.parameters.start = Start::d;
      outcome.parameters.online_response = OnlineResponse::emv_data;
    }
    return outcome;
  }

 private:
  bool can(const TtqBit& ttq) const {
    return (activation_.allowed.indicators.ttq[ttq.octet] & ttq.bit) != 0;
  }
  bool card_says(unsigned bit) const { return (objects_.octet(tag::kCtq, 0) & bit) != 0; }
  Finished switch_interface() const {
    return try_another_interface("card wants its contacts for this", Message::insert_card);
  }
  Finished decline(std::string cause) const {
    return declined(std::move(cause), UiStatus::ready_to_read);
  }

  Finished read_card();
  Finished check_data();
  Finished restrictions();
  Finished authentication();
  Finished cardholder();
  std::uint8_t type_given() const;
  Authenticated<void> authenticate() const;
  Finished without_qualifiers();
  Finished device_cvm();
  Finished owner_is_needed() const;

  const Activation& activation_;
  Exchange& exchange_;
  DataObjects objects_;
  hal::Bytes static_data_;
  std::uint8_t type_ = cryptogram_type::kAac;
  bool online_ = false;
  Cvm cvm_ = Cvm::no_cvm;
};

Finished VisaRun::read_card() {
  const auto answer =
      exchange_.send(get_processing_options_command(activation_.application.pdol, objects_));
  if (!answer) return answer.error();
  if (!answer->ok()) return refused_options(answer->sw);
  const auto stored = store_answer(answer->content(), {{tag::kAip, 2}, {tag::kAfl, 0}}, objects_);
  if (!stored) return end_application("card data error: " + stored.error(), Level2::parsing);
  auto records = read_records(exchange_, objects_);
  if (!records) return std::move(records.error());
  static_data_ = std::move(*records);
  exchange_.show({Message::card_read_ok, UiStatus::card_read});
  return {};
}

// 5.4.2.3: a card that leaves out 9F27 tells the type in its verification results (IAD octet 5,
// b6-b5).
std::uint8_t VisaRun::type_given() const {
  if (objects_.has(tag::kCryptogramInformation)) {
    return objects_.octet(tag::kCryptogramInformation, 0) & cryptogram_type::kMask;
  }
  return static_cast<std::uint8_t>((objects_.octet(tag::kIssuerApplicationData, 4) & 0x30U) << 2U);
}

// 5.4.2 and 5.4.3: what must be there, and what the card decided.
Finished VisaRun::check_data() {
  const auto missing =
      objects_.first_missing({tag::kAip, tag::kCryptogram, tag::kAtc, tag::kIssuerApplicationData,
                              tag::kTrack2Equivalent});
  if (missing) {
    return end_application("card data missing: " + tag_hex(*missing), Level2::card_data_missing);
  }
  type_ = type_given();
  if (type_ == cryptogram_type::kMask) {
    return end_application("card data error: 9F27", Level2::card_data);
  }
  if (type_ == cryptogram_type::kAac) {
    Finished refused = decline("card answered AAC");
    refused->device_would_do = can(kCvmRequired);  // a card whose PIN cannot be asked for here
    return refused;
  }
  online_ = type_ == cryptogram_type::kArqc || can(kOnlineRequired);
  return {};
}

// 5.5: only what would be approved here is looked at; the bank looks at everything else itself.
Finished VisaRun::restrictions() {
  if (online_) return {};
  if (is_expired(objects_)) {
    if (!card_says(kOnlineIfExpired) || can(kOfflineOnly)) return decline("card is expired");
    online_ = true;
    return {};
  }
  const Transaction& transaction = activation_.transaction;
  if (is_cash(transaction) && !allows_cash(objects_)) {
    return card_says(kSwitchForCash) && can(kContactChip) ? switch_interface()
                                                          : decline("card gives no cash here");
  }
  if (is_cashback(transaction) && !allows_cashback(objects_)) {
    return card_says(kSwitchForCashback) && can(kContactChip)
               ? switch_interface()
               : decline("card gives no cashback here");
  }
  return {};
}

Authenticated<void> VisaRun::authenticate() const {
  const Terminal& terminal = activation_.terminal;
  const CaKey* ca = find_ca_key(terminal.ca_keys, activation_.application.df_name, objects_);
  if (ca == nullptr) return tl::make_unexpected("no key of the scheme");
  if (objects_.has(tag::kSignedDynamicData)) {
    const auto key = recover_card_key(*ca, terminal.revoked, objects_, static_data_);
    if (!key) return tl::make_unexpected(key.error());
    return verify_fast_signature(*key, objects_);
  }
  if (objects_.has(tag::kSignedStaticData)) {
    return verify_static_signature(*ca, terminal.revoked, objects_, static_data_);
  }
  return tl::make_unexpected("no signature");
}

// 5.6: an approval here needs a signature that holds; a request to the bank may be checked, too.
Finished VisaRun::authentication() {
  const bool for_online =
      online_ && type_ == cryptogram_type::kArqc && can(kAuthenticatesOnline) &&
      (objects_.has(tag::kSignedDynamicData) || objects_.has(tag::kSignedStaticData));
  if (online_ && !for_online) return {};
  const auto authentic = authenticate();
  if (authentic) return {};
  if (card_says(kOnlineIfNotAuthentic) && !can(kOfflineOnly)) {
    online_ = true;
    return {};
  }
  if (card_says(kSwitchIfNotAuthentic) && can(kContactChip)) return switch_interface();
  Finished refused = decline("card is not authentic: " + authentic.error());
  refused->error.level2 = Level2::authentication_failed;
  return refused;
}

Finished VisaRun::owner_is_needed() const {
  Finished outcome = decline("owner must be verified, and only a device could");
  outcome->device_would_do = true;
  return outcome;
}

// 5.7.1.1: an old card, which says nothing of it.
Finished VisaRun::without_qualifiers() {
  if (!can(kCvmRequired)) return {};
  if (can(kSignatureSupported)) {
    cvm_ = Cvm::signature;
  } else if (can(kOnlinePinSupported)) {
    cvm_ = Cvm::online_pin;
    online_ = true;
  } else {
    return owner_is_needed();
  }
  return {};
}

// The copy of the CTQ in 9F69 is signed; without it the word of a card counts only before a bank
// that will check its cryptogram.
Finished VisaRun::device_cvm() {
  const auto related = objects_.get(tag::kCardAuthentication);
  if (!related) {
    if (type_ != cryptogram_type::kArqc) return decline("CTQ is not signed");
  } else {
    const bool same = related->size() >= 7 && (*related)[5] == objects_.octet(tag::kCtq, 0) &&
                      (*related)[6] == objects_.octet(tag::kCtq, 1);
    if (!same) return decline("two CTQ that differ");
  }
  if (can(kDeviceCvmSupported)) cvm_ = Cvm::device;
  return {};
}

// 5.7.1.2 and 3.
Finished VisaRun::cardholder() {
  if (!objects_.has(tag::kCtq)) return without_qualifiers();
  if (card_says(kPinRequired) && can(kOnlinePinSupported)) {
    cvm_ = Cvm::online_pin;
    online_ = true;
  } else if ((objects_.octet(tag::kCtq, 1) & kDeviceVerified) != 0) {
    if (auto ended = device_cvm()) return ended;
  } else if (card_says(kSignatureRequired) && can(kSignatureSupported)) {
    cvm_ = Cvm::signature;
  }
  if (can(kCvmRequired) && cvm_ == Cvm::no_cvm) return owner_is_needed();
  return {};
}

}  // namespace

Outcome run_kernel3(const Activation& activation, Exchange& exchange) {
  if (!asks_for_ttq(activation.application)) {
    return select_next("Visa application without 9F66 in its PDOL", Level2::card_data);
  }
  return VisaRun(activation, exchange).run();
}

}  // namespace kerb::payment::emv
