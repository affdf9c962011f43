#include "payment/emv/kernel3.hpp"

#include <algorithm>

#include "payment/emv/cryptogram_type.hpp"
#include "payment/emv/online_request.hpp"

namespace kerb::payment::emv {
namespace {

bool asks_for_ttq(const SelectedApplication& application) {
  return std::any_of(application.pdol.begin(), application.pdol.end(),
                     [](const DolEntry& entry) { return entry.tag == tag::kTtq; });
}

// 5.2.2: status words of GET PROCESSING OPTIONS.
Outcome refused(std::uint16_t sw) {
  if (sw == 0x6984)
    return ends(Status::try_another_interface, "card wants another interface (6984)");
  if (sw == 0x6986) return phone_asks_owner("phone is locked (6986)");
  if (sw == 0x6985) return ends(Status::select_next, "conditions not satisfied (6985)");
  return ends(Status::select_next, "status words at GET PROCESSING OPTIONS");
}

// 5.4.2.3: a card that leaves out 9F27 tells the type in its verification results (IAD byte 5,
// b6-b5).
std::uint8_t type_given(const DataObjects& objects) {
  if (objects.has(tag::kCryptogramInformation)) {
    return objects.octet(tag::kCryptogramInformation, 0) & cryptogram_type::kMask;
  }
  return static_cast<std::uint8_t>((objects.octet(tag::kIssuerApplicationData, 4) & 0x30U) << 2U);
}

// 5.7 for a terminal that can neither ask for a PIN nor for a signature: the owner's own device, or
// nobody. Empty when the card contradicts itself about its CTQ.
std::optional<bool> device_verified(const DataObjects& objects) {
  const bool performed = (objects.octet(tag::kCtq, 1) & 0x80U) != 0;
  const auto signed_copy = objects.get(tag::kCardAuthentication);
  if (!performed) return false;
  if (signed_copy) {
    const bool same = signed_copy->size() >= 7 &&
                      (*signed_copy)[5] == objects.octet(tag::kCtq, 0) &&
                      (*signed_copy)[6] == objects.octet(tag::kCtq, 1);
    if (!same) return std::nullopt;
  }
  return true;
}

Outcome verify_and_go_online(const Activation& activation, const DataObjects& objects) {
  const auto& ttq = activation.allowed.indicators.ttq;
  const auto verified = device_verified(objects);
  if (!verified) return ends(Status::declined, "two CTQ that differ");
  const bool counts = *verified && (ttq[2] & 0x40U) != 0;
  if ((ttq[1] & 0x40U) != 0 && !counts) {
    Outcome outcome = ends(Status::declined, "owner must be verified, and only a device could");
    outcome.device_would_do = true;
    return outcome;
  }
  return online_request(activation, objects, counts);
}

}  // namespace

Outcome run_kernel3(const Activation& activation, Exchange& exchange) {
  if (!asks_for_ttq(activation.application)) {
    return ends(Status::select_next, "Visa application without 9F66 in its PDOL");
  }
  DataObjects objects =
      terminal_objects(activation.terminal, activation.transaction, *activation.allowed.combination,
                       activation.allowed.indicators);
  const auto answer =
      exchange.send(get_processing_options_command(activation.application.pdol, objects));
  if (!answer) return answer.error();
  if (!answer->ok()) return refused(answer->sw);
  const auto stored = store_answer(answer->content(), {{tag::kAip, 2}, {tag::kAfl, 0}}, objects);
  if (!stored) return end_application("card data error: " + stored.error());
  if (const auto records = read_records(exchange, objects); !records) return records.error();
  const auto missing = objects.first_missing({tag::kAip, tag::kCryptogram, tag::kAtc,
                                              tag::kIssuerApplicationData, tag::kTrack2Equivalent});
  if (missing) return end_application("card data missing: " + tag_hex(*missing));
  const std::uint8_t type = type_given(objects);
  const bool online_required = (activation.allowed.indicators.ttq[1] & 0x80U) != 0;
  if (type == cryptogram_type::kArqc || (type == cryptogram_type::kTc && online_required)) {
    return verify_and_go_online(activation, objects);
  }
  if (type == cryptogram_type::kTc)
    return ends(Status::declined, "offline approval, which a kiosk cannot check");
  if (type == cryptogram_type::kMask) return end_application("card data error: 9F27");
  return ends(Status::declined, "card answered AAC");
}

}  // namespace kerb::payment::emv
