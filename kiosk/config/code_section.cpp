// The code on the screen with which a driver pays on their phone, where the operator's back end
// takes the money (OCPP 2.1 C25).
#include "kiosk/config/rules.hpp"
#include "kiosk/config/sections.hpp"
#include "payment/codes/url_template.hpp"

namespace kerb::kiosk::config {
namespace {

using payment::codes::UrlTemplate;
using payment::codes::UrlVariable;

constexpr std::size_t kLongestStationId = 48;  // OCPP 2.1, SecurityCtrlr.Identity

// Only the first tells the station that it was paid, and starts the charge.
enum class CodeScheme { ocpp, merchant_presented };

void read_scheme(Section& code) {
  static const OneOf<CodeScheme> schemes({{"ocpp", CodeScheme::ocpp},
                                          {"emvco", CodeScheme::merchant_presented},
                                          {"pix", CodeScheme::merchant_presented},
                                          {"paynow", CodeScheme::merchant_presented},
                                          {"promptpay", CodeScheme::merchant_presented},
                                          {"upi", CodeScheme::merchant_presented},
                                          {"epc", CodeScheme::merchant_presented}});
  CodeScheme scheme = CodeScheme::ocpp;
  if (code.may("scheme", scheme, schemes) && scheme == CodeScheme::merchant_presented) {
    code.object(
        "scheme", "config.out_of_range",
        "Give \"ocpp\". A driver could pay with such a code, but nothing would tell the "
        "station, and no charge would start: it needs a back end that confirms the payment.");
  }
}

// Why no charge could ever start with the code; empty: one can.
std::string unheard(const Config& config) {
  switch (config.controller.kind) {
    case ControllerKind::simulated:
      return {};
    case ControllerKind::everest:
      if (!config.everest.modules.ocpp.empty()) return {};
      return "Give [everest] ocpp, too: without it nobody says whether the back end is there.";
    case ControllerKind::modbus:
      return "Take the section out: this charger has no back end that could start a charge.";
  }
  return {};
}

// A place in the address and what goes there: both or neither.
void match(Section& code, const std::optional<UrlTemplate>& url, UrlVariable variable,
           const char* key, bool given) {
  const bool wanted = url && url->wants(variable);
  const std::string place = '{' + std::string(payment::codes::name_of(variable)) + '}';
  if (wanted && !given) {
    code.object("url_template", "config.out_of_range",
                "Give " + std::string(key) + ", too, or take " + place + " out.");
  }
  if (given && url && !wanted) {
    code.object(key, "config.out_of_range",
                "Take it out: url_template has no " + place + " for it.");
  }
}

// The charger's own values go before these.
void read_password(Section& code, QrCodeConfig& terms) {
  static const OneOf<int> versions({{"v1", 1}});
  int version = 1;
  code.may("validity_s", terms.validity, SecondsBetween(6, 3600));
  code.may("length", terms.length, Whole(6, 32, "characters"));
  code.may("totp_version", version, versions);
}

void read_values(Section& code, const std::optional<UrlTemplate>& url, Config& config) {
  QrCodeConfig& terms = config.qr_code;
  const Text station_id(1, kLongestStationId);
  const auto matched = [&](UrlVariable variable, const char* key, bool given) {
    match(code, url, variable, key, given);
  };
  matched(UrlVariable::charging_station_id, "station_id",
          code.may("station_id", terms.station_id, station_id));
  matched(UrlVariable::roaming_station_id, "roaming_station_id",
          code.may("roaming_station_id", terms.roaming_station_id, station_id));
  matched(UrlVariable::max_time, "max_time_s",
          code.may("max_time_s", terms.max_time, SecondsBetween(60, 604'800)));
  matched(UrlVariable::max_energy, "max_energy_wh",
          code.may("max_energy_wh", terms.max_energy_wh, Whole(100, 1'000'000, "watt-hours")));
  terms.max_cost = payment::Money(0, config.price.currency);
  matched(UrlVariable::max_cost, "max_cost",
          code.may("max_cost", terms.max_cost, Amount(config.price.currency, 1, 10'000'000)));
}

}  // namespace

void read_qr_code(Section code, const std::filesystem::path& folder, Config& config) {
  QrCodeConfig& terms = config.qr_code;
  read_scheme(code);
  static const OneOf<bool> tellers({{"here", false}, {"charger", true}});
  code.may("terms", terms.told_by_charger, tellers);
  std::optional<UrlTemplate> url;
  const bool given = code.may("url_template", terms.url_template, Text(1, UrlTemplate::kLongest));
  if (given) {
    auto read = UrlTemplate::create(terms.url_template);
    if (!read) code.object("url_template", "config.out_of_range", read.error().remedy);
    if (read) url = *std::move(read);
  }
  const char* const asks = terms.told_by_charger ? "terms" : "url_template";
  if (given && terms.told_by_charger) {
    code.object("url_template", "config.out_of_range",
                "Take it out, or terms = \"charger\": the charger says it.");
  }
  if (given || terms.told_by_charger) {
    if (const std::string why = unheard(config); !why.empty()) {
      code.object(asks, "config.out_of_range", why);
    }
    code.need("shared_secret_file", terms.shared_secret_file, PathFrom(folder));
  } else if (code.may("shared_secret_file", terms.shared_secret_file, PathFrom(folder))) {
    code.object("shared_secret_file", "config.out_of_range",
                "Give url_template, or terms = \"charger\": without either no code is shown.");
  }
  read_password(code, terms);
  read_values(code, url, config);
  code.finish();
}

}  // namespace kerb::kiosk::config
