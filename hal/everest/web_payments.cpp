// What the back end wants the code to be that a driver pays with on a phone: it stands in the
// charging station's device model (OCPP 2.1, component WebPaymentsCtrlr), which EVerest keeps.
#include <algorithm>
#include <array>
#include <charconv>

#include "hal/everest/back_end.hpp"
#include "hal/everest/orders.hpp"
#include "hal/everest/reading.hpp"

namespace kerb::hal::everest {
namespace {

constexpr const char* kWebPaymentsCtrlr = "WebPaymentsCtrlr";
constexpr std::array<const char*, 6> kWebPaymentVariables{
    "Enabled", "URLTemplate", "TOTPVersion", "ValidityTime", "Length", "ChargingStationId"};

std::optional<int> whole_of(const std::string& text) {
  int number = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (text.empty() || read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return number;
}

WebPaymentTerms terms_of(const std::vector<VariableAnswer>& answers) {
  const auto value = [&](std::string_view name) {
    const auto found = std::find_if(answers.begin(), answers.end(), [&](const auto& one) {
      return one.component == kWebPaymentsCtrlr && one.name == name &&
             one.status == VariableStatus::accepted;
    });
    return found == answers.end() ? std::string() : found->value;
  };
  WebPaymentTerms terms;
  terms.url_template = value("URLTemplate");
  // Not every station has the variable; whoever gives an address and does not say no, means yes.
  terms.enabled = !terms.url_template.empty() && value("Enabled") != "false";
  terms.totp_version = value("TOTPVersion");
  terms.station_id = value("ChargingStationId");
  if (const auto seconds = whole_of(value("ValidityTime"))) terms.validity = Seconds{*seconds};
  terms.length = whole_of(value("Length"));
  return terms;
}

}  // namespace

Result<WebPaymentTerms> EverestBackEnd::web_payments() {
  const std::string& id = line_.settings().modules.ocpp;
  if (id.empty()) return BackEnd::web_payments();
  std::vector<Variable> variables;
  for (const char* name : kWebPaymentVariables) {
    variables.push_back({kWebPaymentsCtrlr, name, std::nullopt});
  }
  const auto answer =
      line_.ask({Api::ocpp_consumer, id}, "get_variables", get_variables(variables));
  if (!answer) return tl::make_unexpected(answer.error());
  const auto answers = read_variables(*answer);
  if (!answers) {
    return failure("back_end.unreadable", "asking EVerest for the variables of WebPaymentsCtrlr",
                   "see EVerest's log; Kerb asks again");
  }
  return terms_of(*answers);
}

}  // namespace kerb::hal::everest
