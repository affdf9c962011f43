#include "payment/gateway/request_bodies.hpp"

#include "payment/gateway/chip_tags.hpp"

namespace kerb::payment::gateway {

namespace {

constexpr int kChargingCategory = 5552;  // merchant category code: electric vehicle charging
constexpr int kContactlessOnly = 5;      // terminalCapability: no contact reader
constexpr int kNoPinPad = 0;
constexpr int kSelfService = 2;  // catLevel of an unattended terminal without PIN
constexpr std::size_t kLongestAmount = 12;

constexpr std::string_view kLettersAndDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

bool consists_of(std::string_view text, std::string_view letters) {
  return text.find_first_not_of(letters) == std::string_view::npos;
}

SecretText secret(std::string_view text) {
  return {text.begin(), text.end()};
}

SecretText finished(const SecretJson& json) {
  return json.dump(-1, ' ', false, SecretJson::error_handler_t::replace);
}

SecretJson amount_of(const Money& amount) {
  SecretJson json;
  json["totalAmount"] = secret(amount.decimal());
  json["currency"] = secret(amount.currency().code());
  return json;
}

SecretJson reference(const OrderKey& key, const char* comments) {
  SecretJson json;
  json["code"] = secret(key);
  json["comments"] = comments;
  return json;
}

void add_partner(SecretJson& json, const Account& account) {
  SecretJson partner = SecretJson::object();
  if (!account.developer_id.empty()) partner["developerId"] = secret(account.developer_id);
  if (!account.solution_id.empty()) partner["solutionId"] = secret(account.solution_id);
  if (!account.certification_number.empty()) {
    partner["thirdPartyCertificationNumber"] = secret(account.certification_number);
  }
  if (!partner.empty()) json["partner"] = std::move(partner);
}

tl::unexpected<hal::Error> cannot_send(const std::string& what) {
  return hal::failure("gateway.order", "making the request for a hold: " + what,
                      "tap the card again; if it happens with every card, report it with the log");
}

// ";PAN=YYMM<service code>…?": ISO 7813 track 2 with its sentinels.
bool is_track2(hal::ByteView octets) {
  if (octets.size() < 14 || octets.size() > 40) return false;
  const std::string_view text(reinterpret_cast<const char*>(octets.data()), octets.size());
  if (text.front() != ';' || text.back() != '?') return false;
  const std::string_view inside = text.substr(1, text.size() - 2);
  const std::size_t separator = inside.find('=');
  return separator != std::string_view::npos && separator >= 8 && separator <= 19 &&
         inside.size() - separator - 1 >= 4 &&
         inside.find('=', separator + 1) == std::string_view::npos &&
         consists_of(inside, "0123456789=");
}

SecretJson point_of_sale(const Account& account, const CardPresentation& card,
                         std::string_view tags) {
  SecretJson json;
  json["entryMode"] = "contactless";
  json["terminalCapability"] = kContactlessOnly;
  json["terminalPinCapability"] = kNoPinPad;
  json["catLevel"] = kSelfService;
  if (!account.terminal_id.empty()) json["terminalId"] = secret(account.terminal_id);
  const hal::ByteView track2 = card.track2.reveal();
  json["trackData"] = SecretText(track2.begin(), track2.end());
  if (card.identity.scheme == Scheme::mastercard && !card.service_code.empty()) {
    json["serviceCode"] = secret(card.service_code);
  }
  json["emv"]["tags"] = secret(tags);
  if (card.sequence_number) {
    std::string number = std::to_string(*card.sequence_number);
    number.insert(0, 3 - std::min<std::size_t>(3, number.size()), '0');
    json["emv"]["cardSequenceNumber"] = secret(number);
  }
  return json;
}

}  // namespace

bool is_order_key(std::string_view text) {
  return !text.empty() && text.size() <= 30 && text.front() != '-' &&
         consists_of(text, "-ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
}

bool is_gateway_id(std::string_view text) {
  return !text.empty() && text.size() <= 32 && consists_of(text, kLettersAndDigits);
}

hal::Result<SecretText> hold_body(const Account& account, const HoldOrder& order,
                                  const CardPresentation& card, std::string_view local_time) {
  if (!is_order_key(order.key)) return cannot_send("the key is not 1 to 30 letters and digits");
  if (order.amount.minor() <= 0 || order.amount.decimal().size() > kLongestAmount) {
    return cannot_send("the amount is not positive or too long");
  }
  if (!is_track2(card.track2.reveal())) return cannot_send("the card's track 2 is malformed");
  if (!card.service_code.empty() &&
      (card.service_code.size() != 3 || !consists_of(card.service_code, "0123456789"))) {
    return cannot_send("the service code is not three digits");
  }
  if (card.sequence_number && (*card.sequence_number < 0 || *card.sequence_number > 99)) {
    return cannot_send("the card sequence number is out of range");
  }
  const auto tags = select_chip_tags(card.emv_tags, card.identity.scheme, order.amount);
  if (!tags) return tl::make_unexpected(tags.error());

  SecretJson body;
  body["clientReferenceInformation"] = reference(order.key, "Pre-Pay Auth");
  body["clientReferenceInformation"]["transactionId"] = secret(order.key);
  add_partner(body["clientReferenceInformation"], account);
  body["processingInformation"]["capture"] = false;
  body["processingInformation"]["commerceIndicator"] = "retail";
  // "0": an estimate, not the final amount. A partial approval would leave the amount of a lost
  // answer unknown, and the timeout reversal needs it.
  body["processingInformation"]["authorizationOptions"]["authIndicator"] = "0";
  body["processingInformation"]["authorizationOptions"]["partialAuthIndicator"] = false;
  body["orderInformation"]["amountDetails"] = amount_of(order.amount);
  body["paymentInformation"]["card"]["type"] =
      card.identity.scheme == Scheme::mastercard ? "002" : "001";
  body["pointOfSaleInformation"] = point_of_sale(account, card, *tags);
  body["merchantInformation"]["transactionLocalDateTime"] = secret(local_time);
  body["merchantInformation"]["categoryCode"] = kChargingCategory;
  return finished(body);
}

SecretText raise_body(const Account& account, const RaiseOrder& order,
                      std::string_view local_time) {
  SecretJson body;
  body["clientReferenceInformation"] = reference(order.key, "Flexible Incremental Auth");
  body["clientReferenceInformation"]["transactionId"] = secret(order.key);
  add_partner(body["clientReferenceInformation"], account);
  body["processingInformation"]["authorizationOptions"]["initiator"]["storedCredentialUsed"] = true;
  body["orderInformation"]["amountDetails"]["additionalAmount"] = secret(order.by.decimal());
  body["orderInformation"]["amountDetails"]["currency"] = secret(order.by.currency().code());
  body["merchantInformation"]["transactionLocalDateTime"] = secret(local_time);
  return finished(body);
}

SecretText capture_body(const Account& account, const CaptureOrder& order) {
  SecretJson body;
  body["clientReferenceInformation"] =
      reference(order.key, less(order.amount, order.held) ? "Pre-Pay Capture Less Than Auth"
                                                          : "Pre-Pay Capture");
  body["clientReferenceInformation"]["transactionId"] = secret(order.key);
  add_partner(body["clientReferenceInformation"], account);
  body["orderInformation"]["amountDetails"] = amount_of(order.amount);
  return finished(body);
}

SecretText release_body(const Account& account, const ReleaseOrder& order) {
  SecretJson body;
  body["clientReferenceInformation"] = reference(order.key, "Pre-Pay Reversal");
  if (!account.certification_number.empty()) {
    body["clientReferenceInformation"]["partner"]["thirdPartyCertificationNumber"] =
        secret(account.certification_number);
  }
  body["reversalInformation"]["amountDetails"] = amount_of(order.held);
  body["reversalInformation"]["reason"] = "nothing delivered";
  return finished(body);
}

SecretText abandon_body(const AbandonOrder& order) {
  SecretJson body;
  body["clientReferenceInformation"]["transactionId"] = secret(order.hold_key);
  body["reversalInformation"]["amountDetails"] = amount_of(order.amount);
  body["reversalInformation"]["reason"] = "no answer";
  return finished(body);
}

SecretText search_body(const OrderKey& key, int days_back) {
  const std::string query = "clientReferenceInformation.code:" + key +
                            " AND submitTimeUtc:[NOW/DAY-" + std::to_string(days_back) +
                            "DAYS TO NOW/DAY+1DAY}";
  SecretJson body;
  body["save"] = false;
  body["query"] = secret(query);
  body["sort"] = "submitTimeUtc:desc";
  body["limit"] = 20;
  body["offset"] = 0;
  return finished(body);
}

}  // namespace kerb::payment::gateway
