#include "payment/emv/presentation.hpp"

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

// What C-2 (table 4.8) and C-3 (annex A) put into the data record, as far as it is there.
constexpr Tag kRecorded[] = {tag::kTrack2Equivalent,
                             tag::kPan,
                             tag::kExpiration,
                             tag::kAip,
                             tag::kDfName,
                             tag::kLabel,
                             tag::kTvr,
                             tag::kTransactionDate,
                             tag::kTransactionType,
                             tag::kCurrency,
                             tag::kPanSequence,
                             tag::kAmount,
                             tag::kAmountOther,
                             tag::kUsageControl,
                             tag::kCardVersion,
                             tag::kTerminalVersion,
                             tag::kIssuerApplicationData,
                             tag::kCodeTable,
                             tag::kPreferredName,
                             tag::kMerchantCategory,
                             tag::kTerminalCountry,
                             tag::kInterfaceSerial,
                             0x9F24,
                             tag::kCryptogram,
                             tag::kCryptogramInformation,
                             tag::kTerminalCapabilities,
                             tag::kCvmResults,
                             tag::kTerminalType,
                             tag::kAtc,
                             tag::kUnpredictableNumber,
                             tag::kTransactionCounter,
                             tag::kTtq,
                             tag::kCtq,
                             tag::kFormFactor,
                             0x9F7C};

Scheme scheme_of(hal::ByteView df_name) {
  constexpr std::array<std::uint8_t, 4> kRegistered{0xA0, 0x00, 0x00, 0x00};
  if (df_name.size() < 5 || !std::equal(kRegistered.begin(), kRegistered.end(), df_name.begin())) {
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

// Book A: the bank is asked while the card may already leave.
UiRequest message_for(Status status, Cvm cvm, Kernel kernel) {
  constexpr hal::Millis kHold{1300};
  if (status == Status::online_request) return {Message::authorising, UiStatus::not_ready};
  const Message message = cvm == Cvm::signature ? Message::approved_sign : Message::approved;
  if (kernel == Kernel::visa) return {message, UiStatus::ready_to_read};
  return {message, UiStatus::not_ready, kHold};
}

tl::expected<CardPresentation, Outcome> presentation_of(const Activation& activation,
                                                        const DataObjects& complete) {
  const auto refused = [](std::string cause, Level2 why) {
    return tl::make_unexpected(end_application(std::move(cause), why));
  };
  const auto tag57 = complete.get(tag::kTrack2Equivalent);
  if (!tag57) return refused("card data missing: 57", Level2::card_data_missing);
  const auto track2 = parse_track2(*tag57);
  if (!track2) return refused("card data error: 57 is no track 2", Level2::card_data);
  const auto tag5a = complete.get(tag::kPan);
  if (tag5a && !same_number(*tag5a, *track2)) {
    return refused("card data error: 57 and 5A differ", Level2::card_data);
  }
  for (const Tag tag : kMandatory) {
    if (!complete.has(tag)) {
      return refused("card data missing: " + tag_hex(tag), Level2::card_data_missing);
    }
  }
  CardPresentation presentation;
  CardIdentity& identity = presentation.identity;
  identity.scheme = scheme_of(activation.application.df_name);
  identity.label = label_of(activation.application, identity.scheme);
  identity.last_four = track2->last_four;
  identity.fingerprint = card_fingerprint(track2->number, activation.terminal.identity_key);
  if (identity.fingerprint.empty()) {
    return refused("no fingerprint of the card", Level2::terminal_data);
  }
  presentation.emv_tags = acquirer_tags(complete, identity.scheme);
  presentation.track2 = track2->sentinel_form;
  presentation.service_code = track2->service_code;
  if (const auto sequence = complete.get(tag::kPanSequence)) {
    presentation.sequence_number = (*sequence)[0] / 16 * 10 + (*sequence)[0] % 16;
  }
  return presentation;
}

}  // namespace

Outcome presented(const Activation& activation, const DataObjects& objects, Status status,
                  Cvm cvm) {
  DataObjects complete = objects;
  complete.set(tag::kDfName, activation.application.df_name);
  auto presentation = presentation_of(activation, complete);
  if (!presentation) return presentation.error();
  presentation->device_verified = cvm == Cvm::device;
  const bool online = status == Status::online_request;
  Outcome outcome;
  OutcomeParameters& parameters = outcome.parameters;
  parameters.status = status;
  parameters.cvm = cvm;
  parameters.data_record = true;
  parameters.ui_on_outcome = true;
  parameters.receipt = cvm == Cvm::signature;
  outcome.cause = online ? "the bank is asked" : "card and terminal agree without the bank";
  outcome.ui_on_outcome = message_for(status, cvm, activation.allowed.combination->kernel);
  outcome.presentation = std::move(*presentation);
  hal::Bytes record;
  record.reserve(512);  // never grows, so no copy of a card number is left behind
  for (const Tag tag : kRecorded) append_object(record, complete, tag);
  outcome.data_record = Secret(std::move(record));
  return outcome;
}

}  // namespace kerb::payment::emv
