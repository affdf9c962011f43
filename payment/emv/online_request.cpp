#include "payment/emv/online_request.hpp"

#include <algorithm>

#include "payment/emv/track2.hpp"

namespace kerb::payment::emv {
namespace {

// In EMV they are binary strings of at most 252 octets; acquirers write them as hex and some count
// characters (252 of them), so optional objects are left out above half of it.
constexpr std::size_t kComfortable = 126;

constexpr Tag kMandatory[] = {tag::kAip,
                              tag::kDfName,
                              tag::kTvr,
                              tag::kTransactionDate,
                              tag::kTransactionType,
                              tag::kCurrency,
                              tag::kAmount,
                              tag::kAmountOther,
                              tag::kIssuerApplicationData,
                              tag::kTerminalCountry,
                              tag::kCryptogram,
                              tag::kTerminalCapabilities,
                              tag::kAtc,
                              tag::kUnpredictableNumber};

Scheme scheme_of(hal::ByteView df_name) {
  constexpr std::array<std::uint8_t, 4> kSchemes{0xA0, 0x00, 0x00, 0x00};
  if (df_name.size() < 5 || !std::equal(kSchemes.begin(), kSchemes.end(), df_name.begin())) {
    return Scheme::other;
  }
  return df_name[4] == 0x03   ? Scheme::visa
         : df_name[4] == 0x04 ? Scheme::mastercard
                              : Scheme::other;
}

std::string label_of(const SelectedApplication& application, Scheme scheme) {
  if (!application.label.empty()) return application.label;
  return scheme == Scheme::visa ? "Visa" : scheme == Scheme::mastercard ? "Mastercard" : "Card";
}

void append_object(hal::Bytes& tags, const DataObjects& objects, Tag tag) {
  if (const auto value = objects.get(tag)) append_tlv(tags, tag, *value);
}

void append_if_room(hal::Bytes& tags, const DataObjects& objects, Tag tag) {
  hal::Bytes longer = tags;
  append_object(longer, objects, tag);
  if (longer.size() <= kComfortable) tags = std::move(longer);
}

hal::Bytes acquirer_tags(const DataObjects& objects, Scheme scheme) {
  hal::Bytes tags;
  for (const Tag tag : kMandatory) append_object(tags, objects, tag);
  if (scheme == Scheme::visa) {
    append_object(tags, objects, tag::kFormFactor);  // wanted whenever a Visa has it
    append_if_room(tags, objects, tag::kCryptogramInformation);
    append_if_room(tags, objects, tag::kPanSequence);
    return tags;
  }
  append_object(tags, objects, tag::kCryptogramInformation);
  append_object(tags, objects, tag::kCvmResults);
  append_object(tags, objects, tag::kPanSequence);
  append_if_room(tags, objects, tag::kFormFactor);
  return tags;
}

}  // namespace

Outcome online_request(const Activation& activation, const DataObjects& objects,
                       bool device_verified) {
  const auto tag57 = objects.get(tag::kTrack2Equivalent);
  if (!tag57) return end_application("card data missing: 57");
  const auto track2 = parse_track2(*tag57);
  if (!track2) return end_application("card data error: 57 is no track 2");
  const auto tag5a = objects.get(tag::kPan);
  if (tag5a && !same_number(*tag5a, *track2)) {
    return end_application("card data error: 57 and 5A differ");
  }
  DataObjects complete = objects;
  complete.set(tag::kDfName, activation.application.df_name);
  for (const Tag tag : kMandatory) {
    if (!complete.has(tag)) return end_application("card data missing: " + tag_hex(tag));
  }
  CardPresentation presentation;
  CardIdentity& identity = presentation.identity;
  identity.scheme = scheme_of(activation.application.df_name);
  identity.label = label_of(activation.application, identity.scheme);
  identity.last_four = track2->last_four;
  identity.fingerprint = card_fingerprint(track2->number, activation.terminal.identity_key);
  if (identity.fingerprint.empty()) return end_application("no fingerprint of the card");
  presentation.emv_tags = acquirer_tags(complete, identity.scheme);
  presentation.track2 = track2->sentinel_form;
  presentation.service_code = track2->service_code;
  if (const auto sequence = objects.get(tag::kPanSequence)) {
    presentation.sequence_number = (*sequence)[0] / 16 * 10 + (*sequence)[0] % 16;
  }
  presentation.device_verified = device_verified;
  Outcome outcome = ends(Status::online_request, "the bank is asked");
  outcome.presentation = std::move(presentation);
  return outcome;
}

}  // namespace kerb::payment::emv
