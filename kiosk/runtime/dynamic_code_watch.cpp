#include "kiosk/runtime/dynamic_code_watch.hpp"

#include <algorithm>
#include <utility>

#include "payment/gateway/guarded_file.hpp"

namespace kerb::kiosk {
namespace {

using payment::codes::TimeCode;
using payment::codes::UrlTemplate;
using payment::codes::UrlVariable;

// A secret that will not do is found now, and not when a code is made.
hal::Result<payment::Secret> read_code_secret(const QrCodeConfig& terms) {
  auto content = payment::gateway::read_guarded_file(terms.shared_secret_file, "codes.secret_file");
  if (!content) return content;
  hal::ByteView line = content->reveal();
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) {
    line = line.first(line.size() - 1);
  }
  payment::Secret secret(hal::Bytes(line.begin(), line.end()));
  if (const auto tried = TimeCode::create({secret, terms.validity, terms.length}); !tried) {
    hal::Error why = tried.error();
    why.tried = "reading " + terms.shared_secret_file.string();
    return tl::make_unexpected(why);
  }
  return secret;
}

bool same_secret(const payment::Secret& one, const payment::Secret& other) {
  const hal::ByteView a = one.reveal();
  const hal::ByteView b = other.reveal();
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

payment::codes::UrlValues fixed_values(const QrCodeConfig& terms) {
  payment::codes::UrlValues values;
  const auto add = [&](UrlVariable variable, std::string value, bool given) {
    if (given) values.emplace_back(variable, std::move(value));
  };
  add(UrlVariable::charging_station_id, terms.station_id, !terms.station_id.empty());
  add(UrlVariable::roaming_station_id, terms.roaming_station_id, !terms.roaming_station_id.empty());
  add(UrlVariable::max_time, std::to_string(terms.max_time.count()), terms.max_time.count() > 0);
  add(UrlVariable::max_energy, std::to_string(terms.max_energy_wh), terms.max_energy_wh > 0);
  add(UrlVariable::max_cost, terms.max_cost.decimal(), !terms.max_cost.is_zero());
  return values;
}

}  // namespace

DynamicCodeWatch::DynamicCodeWatch(const Config& config, payment::Secret secret, Log log)
    : terms_(config.qr_code),
      evse_code_(config.site.evse_code),
      evses_(config.controller.evses),
      secret_(std::move(secret)),
      log_(std::move(log)) {}

hal::Result<std::optional<DynamicCodeWatch>> DynamicCodeWatch::create(const Config& config,
                                                                      Log log) {
  const QrCodeConfig& terms = config.qr_code;
  if (terms.url_template.empty() && !terms.told_by_charger) return std::nullopt;
  auto secret = read_code_secret(terms);
  if (!secret) return tl::make_unexpected(secret.error());
  DynamicCodeWatch watch(config, *std::move(secret), std::move(log));
  if (!terms.told_by_charger) {
    auto code = watch.made(terms);
    if (!code) return tl::make_unexpected(code.error());
    watch.code_ = *std::move(code);
  }
  return std::optional(std::move(watch));
}

hal::Result<std::shared_ptr<const DynamicCode>> DynamicCodeWatch::made(
    const QrCodeConfig& terms) const {
  auto url = UrlTemplate::create(terms.url_template);
  if (!url) return tl::make_unexpected(url.error());
  auto password = TimeCode::create({secret_, terms.validity, terms.length});
  if (!password) return tl::make_unexpected(password.error());
  return DynamicCode::create({.url = *std::move(url),
                              .password = *std::move(password),
                              .values = fixed_values(terms),
                              .evse_code = evse_code_},
                             evses_);
}

hal::Result<std::shared_ptr<const DynamicCode>> DynamicCodeWatch::made(
    const hal::WebPaymentTerms& told) const {
  if (!told.enabled) return std::shared_ptr<const DynamicCode>();
  if (!told.totp_version.empty() && told.totp_version != payment::codes::kTimeCodeVersion) {
    return hal::failure("codes.version", "taking TOTPVersion from the charger",
                        "Let the back end set it to v1: Kerb knows no other.");
  }
  QrCodeConfig terms = terms_;
  terms.url_template = told.url_template;
  if (!told.station_id.empty()) terms.station_id = told.station_id;
  if (told.validity) terms.validity = *told.validity;
  if (told.length) terms.length = *told.length;
  return made(terms);
}

bool DynamicCodeWatch::read_secret_again() {
  auto secret = read_code_secret(terms_);
  const std::string trouble = secret ? std::string() : secret.error().sentence();
  if (trouble != std::exchange(secret_trouble_, trouble) && !trouble.empty()) {
    log_("codes for phones keep the secret from before: " + trouble);
  }
  if (!secret || same_secret(*secret, secret_)) return false;
  secret_ = *std::move(secret);
  return true;
}

hal::Result<std::optional<DynamicCodeChanged>> DynamicCodeWatch::look(hal::BackEnd& back_end) {
  outdated_ = read_secret_again() || outdated_;
  if (terms_.told_by_charger) {
    const auto told = back_end.web_payments();
    if (!told) return tl::make_unexpected(told.error());
    outdated_ = outdated_ || !told_ || !(*told == *told_);
    told_ = *told;
  }
  if (!std::exchange(outdated_, false)) return std::nullopt;
  const auto code = told_ ? made(*told_) : made(terms_);
  if (!code) log_("no code to pay with on a phone: " + code.error().sentence());
  code_ = code.value_or(nullptr);
  return DynamicCodeChanged{code_};
}

}  // namespace kerb::kiosk
