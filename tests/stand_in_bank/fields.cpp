#include "tests/stand_in_bank/fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <regex>

namespace kerb::stand_in_bank {

namespace {

using nlohmann::json;
using Check = std::function<bool(const json&)>;

struct Field {
  const char* path;
  bool required;
  Check right;
};

Check matching(const char* pattern) {
  return [expression = std::regex(pattern)](const json& value) {
    return value.is_string() && std::regex_match(value.get<std::string>(), expression);
  };
}

Check equal_to(json expected) {
  return [expected = std::move(expected)](const json& value) {
    return value.type() == expected.type() && value == expected;
  };
}

Check whole_number(std::int64_t expected) {
  return [expected](const json& value) { return value.is_number_integer() && value == expected; };
}

const Check& amount() {
  static const Check check = [](const json& value) {
    static const std::regex two_places("(0|[1-9][0-9]*)\\.[0-9]{2}");
    return value.is_string() && value.get<std::string>().size() <= 12 &&
           std::regex_match(value.get<std::string>(), two_places) && value != "0.00";
  };
  return check;
}

constexpr const char* kCode = "[A-Za-z0-9][A-Za-z0-9-]{0,49}";
constexpr const char* kTransactionId = "[A-Za-z0-9][A-Za-z0-9-]{0,29}";
constexpr const char* kUpToEight = "[A-Za-z0-9]{1,8}";
constexpr const char* kCurrency = "EUR|GBP|CHF|SEK|NOK|DKK|PLN|CZK|USD";
constexpr const char* kLocalTime =
    "20[0-9]{2}(0[1-9]|1[0-2])[0-3][0-9][0-2][0-9][0-5][0-9][0-6][0-9]";
constexpr const char* kCertification = "[A-Za-z0-9]{1,12}";

std::vector<Field> reference_fields(const char* comments, bool transaction_id) {
  std::vector<Field> fields = {
      {"clientReferenceInformation.code", true, matching(kCode)},
      {"clientReferenceInformation.comments", false, matching(comments)},
      {"clientReferenceInformation.partner.developerId", false, matching(kUpToEight)},
      {"clientReferenceInformation.partner.solutionId", false, matching(kUpToEight)},
      {"clientReferenceInformation.partner.thirdPartyCertificationNumber", false,
       matching(kCertification)},
  };
  if (transaction_id) {
    fields.push_back({"clientReferenceInformation.transactionId", true, matching(kTransactionId)});
  }
  return fields;
}

std::vector<Field> with(std::vector<Field> fields, std::vector<Field> more) {
  fields.insert(fields.end(), more.begin(), more.end());
  return fields;
}

std::vector<Field> hold_fields() {
  return with(reference_fields("Pre-Pay Auth|Flexible Auth", true),
              {
                  {"processingInformation.capture", true, equal_to(false)},
                  {"processingInformation.commerceIndicator", true, equal_to("retail")},
                  {"processingInformation.authorizationOptions.authIndicator", true, equal_to("0")},
                  {"processingInformation.authorizationOptions.partialAuthIndicator", true,
                   equal_to(false)},
                  {"orderInformation.amountDetails.totalAmount", true, amount()},
                  {"orderInformation.amountDetails.currency", true, matching(kCurrency)},
                  {"paymentInformation.card.type", true, matching("001|002")},
                  {"pointOfSaleInformation.entryMode", true, equal_to("contactless")},
                  {"pointOfSaleInformation.terminalCapability", true, whole_number(5)},
                  {"pointOfSaleInformation.terminalPinCapability", false, whole_number(0)},
                  {"pointOfSaleInformation.catLevel", true, whole_number(2)},
                  {"pointOfSaleInformation.terminalId", false, matching(kUpToEight)},
                  {"pointOfSaleInformation.trackData", true,
                   matching(";[0-9]{12,19}=[0-9]{2}(0[1-9]|1[0-2])[0-9]{3,20}\\?")},
                  {"pointOfSaleInformation.serviceCode", false, matching("[0-9]{3}")},
                  {"pointOfSaleInformation.emv.tags", true, matching("([0-9A-F]{2}){1,126}")},
                  {"pointOfSaleInformation.emv.cardSequenceNumber", false, matching("0[0-9]{2}")},
                  {"merchantInformation.transactionLocalDateTime", true, matching(kLocalTime)},
                  {"merchantInformation.categoryCode", true, whole_number(5552)},
              });
}

std::vector<Field> raise_fields() {
  return with(reference_fields("Flexible Incremental Auth|Incremental Auth", true),
              {
                  {"processingInformation.authorizationOptions.initiator.storedCredentialUsed",
                   true, equal_to(true)},
                  {"orderInformation.amountDetails.additionalAmount", true, amount()},
                  {"orderInformation.amountDetails.currency", true, matching(kCurrency)},
                  {"merchantInformation.transactionLocalDateTime", true, matching(kLocalTime)},
              });
}

std::vector<Field> capture_fields() {
  return with(reference_fields("(Pre-Pay|Flexible) Capture( Less Than Auth)?", true),
              {
                  {"orderInformation.amountDetails.totalAmount", true, amount()},
                  {"orderInformation.amountDetails.currency", true, matching(kCurrency)},
              });
}

std::vector<Field> reversal_amount() {
  return {
      {"reversalInformation.amountDetails.totalAmount", true, amount()},
      {"reversalInformation.amountDetails.currency", true, matching(kCurrency)},
      {"reversalInformation.reason", false, matching("[A-Za-z0-9 ]{1,60}")},
  };
}

std::vector<Field> search_fields() {
  return {
      {"query", true,
       matching("clientReferenceInformation\\.code:[A-Za-z0-9][A-Za-z0-9-]{0,49} AND "
                "submitTimeUtc:\\[NOW/DAY-[0-9]{1,3}DAYS TO NOW/DAY\\+1DAYS?[}\\]]")},
      {"sort", false, equal_to("submitTimeUtc:desc")},
      {"limit", false,
       [](const json& value) { return value.is_number_integer() && value > 0 && value <= 2500; }},
      {"offset", false, whole_number(0)},
      {"save", true, equal_to(false)},
  };
}

const std::vector<Field>& fields_of(Operation operation) {
  static const std::map<Operation, std::vector<Field>> fields = {
      {Operation::hold, hold_fields()},
      {Operation::raise, raise_fields()},
      {Operation::capture, capture_fields()},
      {Operation::reversal, with(reference_fields("[A-Za-z -]{1,60}", false), reversal_amount())},
      {Operation::timeout_reversal,
       with({{"clientReferenceInformation.transactionId", true, matching(kTransactionId)}},
            reversal_amount())},
      {Operation::search, search_fields()},
  };
  return fields.at(operation);
}

// Every value that is not an object, by its dotted path. Arrays count as values: no operation knows
// one.
void collect(const json& value, const std::string& path,
             std::map<std::string, const json*>& leaves) {
  if (!value.is_object() || value.empty()) {
    leaves[path] = &value;
    return;
  }
  for (const auto& [name, member] : value.items()) {
    collect(member, path.empty() ? name : fmt::format("{}.{}", path, name), leaves);
  }
}

}  // namespace

std::vector<FieldProblem> field_problems(Operation operation, const json& body) {
  if (!body.is_object()) return {{"body", "INVALID_DATA"}};
  std::map<std::string, const json*> leaves;
  collect(body, "", leaves);
  std::vector<FieldProblem> problems;
  for (const Field& field : fields_of(operation)) {
    const auto leaf = leaves.find(field.path);
    if (leaf == leaves.end()) {
      if (field.required) problems.push_back({field.path, "MISSING_FIELD"});
      continue;
    }
    if (!field.right(*leaf->second)) problems.push_back({field.path, "INVALID_DATA"});
    leaves.erase(leaf);
  }
  for (const auto& [path, value] : leaves) problems.push_back({path, "INVALID_DATA"});
  return problems;
}

const json& at_path(const json& body, const std::string& path) {
  static const json nothing;
  const json* here = &body;
  std::size_t from = 0;
  while (from <= path.size()) {
    const std::size_t dot = std::min(path.find('.', from), path.size());
    if (!here->is_object()) return nothing;
    const auto member = here->find(path.substr(from, dot - from));
    if (member == here->end()) return nothing;
    here = &*member;
    from = dot + 1;
  }
  return *here;
}

}  // namespace kerb::stand_in_bank
