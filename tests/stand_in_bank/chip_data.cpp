#include "tests/stand_in_bank/chip_data.hpp"

#include <array>
#include <map>
#include <optional>

#include "tests/stand_in_bank/crypto.hpp"

namespace kerb::stand_in_bank {

namespace {

using nlohmann::json;

constexpr const char* kTags = "pointOfSaleInformation.emv.tags";
constexpr const char* kTrack = "pointOfSaleInformation.trackData";
constexpr std::array<const char*, 14> kMandatory = {"9a",   "9c",   "5f2a", "9f1a", "9f02",
                                                    "9f03", "9f36", "82",   "84",   "95",
                                                    "9f10", "9f26", "9f33", "9f37"};
constexpr std::array<const char*, 2> kMandatoryMastercard = {"9f27", "9f34"};
constexpr std::array<const char*, 9> kForbidden = {"56", "57",   "5a",   "5f20", "5f24",
                                                   "99", "9f0b", "9f1f", "9f20"};

using Objects = std::map<std::string, std::string>;  // tag in lower-case hex → value in hex

// EMV Book 3 annex B: flat, primitive, tags of one or two octets, lengths up to 255.
std::optional<Objects> objects_of(const std::string& octets) {
  Objects objects;
  std::size_t at = 0;
  const auto octet = [&octets](std::size_t index) {
    return static_cast<unsigned char>(octets[index]);
  };
  while (at < octets.size()) {
    const std::size_t tag_size = (octet(at) & 0x1FU) == 0x1FU ? 2 : 1;
    if (at + tag_size >= octets.size()) return std::nullopt;
    const std::string tag = to_hex(octets.substr(at, tag_size));
    at += tag_size;
    std::size_t length = octet(at++);
    if (length == 0x81) {
      if (at >= octets.size()) return std::nullopt;
      length = octet(at++);
    } else if (length > 0x7F) {
      return std::nullopt;
    }
    if (length > octets.size() - at) return std::nullopt;
    if (!objects.emplace(tag, to_hex(octets.substr(at, length))).second) return std::nullopt;
    at += length;
  }
  return objects;
}

// ISO 7812: the last digit makes the weighted sum a multiple of ten.
bool check_digit_is_right(const std::string& digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    int value = digits[digits.size() - 1 - i] - '0';
    if (i % 2 == 1) value = value > 4 ? value * 2 - 9 : value * 2;
    sum += value;
  }
  return sum % 10 == 0;
}

std::string numeric_currency(const std::string& alpha) {
  static const std::map<std::string, std::string> codes = {
      {"EUR", "0978"}, {"GBP", "0826"}, {"CHF", "0756"}, {"SEK", "0752"}, {"NOK", "0578"},
      {"DKK", "0208"}, {"PLN", "0985"}, {"CZK", "0203"}, {"USD", "0840"}};
  const auto code = codes.find(alpha);
  return code == codes.end() ? std::string() : code->second;
}

// "50.00" → "000000005000"
std::string twelve_digits(std::string amount) {
  amount.erase(amount.find('.'), 1);
  return std::string(12 - amount.size(), '0') + amount;
}

bool objects_are_right(const Objects& objects, const json& hold) {
  const bool mastercard = at_path(hold, "paymentInformation.card.type") == "002";
  for (const char* tag : kMandatory) {
    if (objects.count(tag) == 0) return false;
  }
  for (const char* tag : kMandatoryMastercard) {
    if (mastercard && objects.count(tag) == 0) return false;
  }
  for (const char* tag : kForbidden) {
    if (objects.count(tag) != 0) return false;
  }
  const auto amount =
      at_path(hold, "orderInformation.amountDetails.totalAmount").get<std::string>();
  const auto currency = at_path(hold, "orderInformation.amountDetails.currency").get<std::string>();
  return objects.at("9f02") == twelve_digits(amount) &&
         objects.at("5f2a") == numeric_currency(currency) && objects.at("9f26").size() == 16;
}

}  // namespace

std::string card_number(const json& hold) {
  const auto track = at_path(hold, kTrack).get<std::string>();
  return track.substr(1, track.find('=') - 1);
}

std::string card_expiry(const json& hold) {
  const auto track = at_path(hold, kTrack).get<std::string>();
  return track.substr(track.find('=') + 1, 4);
}

std::vector<FieldProblem> chip_problems(const json& hold) {
  std::vector<FieldProblem> problems;
  const auto octets = from_hex(at_path(hold, kTags).get<std::string>());
  const auto objects = octets ? objects_of(*octets) : std::nullopt;
  if (!objects || !objects_are_right(*objects, hold)) problems.push_back({kTags, "INVALID_DATA"});

  const std::string number = card_number(hold);
  const std::string type = number.front() == '4' ? "001" : "002";
  if (!check_digit_is_right(number)) problems.push_back({kTrack, "INVALID_DATA"});
  if (at_path(hold, "paymentInformation.card.type") != type) {
    problems.push_back({"paymentInformation.card.type", "INVALID_DATA"});
  }
  const auto track = at_path(hold, kTrack).get<std::string>();
  const json& service_code = at_path(hold, "pointOfSaleInformation.serviceCode");
  if (service_code.is_null() ? type == "002"
                             : service_code != track.substr(track.find('=') + 5, 3)) {
    problems.push_back({"pointOfSaleInformation.serviceCode",
                        service_code.is_null() ? "MISSING_FIELD" : "INVALID_DATA"});
  }
  return problems;
}

json masked(json body) {
  const auto point_of_sale = body.find("pointOfSaleInformation");
  if (point_of_sale == body.end() || !point_of_sale->is_object()) return body;
  const auto track = point_of_sale->find("trackData");
  if (track != point_of_sale->end() && track->is_string()) {
    const auto text = track->get<std::string>();
    const std::size_t separator = text.find('=');
    *track = separator != std::string::npos && separator > 4
                 ? ";…" + text.substr(separator - 4, 4) + "=…?"
                 : "…";
  }
  const auto emv = point_of_sale->find("emv");
  if (emv != point_of_sale->end() && emv->is_object() && emv->contains("tags") &&
      (*emv)["tags"].is_string()) {
    (*emv)["tags"] = std::to_string((*emv)["tags"].get<std::string>().size()) + " hex digits";
  }
  return body;
}

}  // namespace kerb::stand_in_bank
