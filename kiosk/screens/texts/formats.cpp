#include "kiosk/screens/texts/formats.hpp"

#include <unicode/currunit.h>
#include <unicode/dtptngen.h>
#include <unicode/measunit.h>
#include <unicode/numberformatter.h>
#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>

#include <algorithm>
#include <mutex>
#include <unordered_map>

#include "kiosk/screens/texts/digits.hpp"

namespace kerb::kiosk {
namespace {

using icu::number::FormattedNumber;
using icu::number::LocalizedNumberFormatter;
using icu::number::NumberFormatter;
using icu::number::Precision;

std::string utf8(icu::UnicodeString text) {
  text.findAndReplace(icu::UnicodeString(char16_t{0x0020}), icu::UnicodeString(char16_t{0x00A0}));
  text.findAndReplace(icu::UnicodeString(char16_t{0x202F}), icu::UnicodeString(char16_t{0x00A0}));
  // CLDR writes "кВт⋅год" with the dot operator, which text fonts lack; the middle dot looks the same.
  text.findAndReplace(icu::UnicodeString(char16_t{0x22C5}), icu::UnicodeString(char16_t{0x00B7}));
  std::string written;
  return text.toUTF8String(written);
}

std::string written(const LocalizedNumberFormatter& formatter, const std::string& decimal) {
  UErrorCode status = U_ZERO_ERROR;
  const FormattedNumber number = formatter.formatDecimal(decimal, status);
  const icu::UnicodeString text = number.toString(status);
  return U_FAILURE(status) ? decimal : utf8(text);
}

// `count` thousandths, cut to `places` decimals.
std::string thousandths(std::int64_t count, int places) {
  std::string text = payment::Decimal{count * 1000}.text(3);
  return places == 0 ? text.substr(0, text.size() - 4)
                     : text.substr(0, text.size() - static_cast<std::size_t>(3 - places));
}

// Nothing shorter is ever written.
std::int64_t minute_of(hal::Utc at) {
  return std::chrono::floor<std::chrono::minutes>(at.time_since_epoch()).count();
}

icu::CurrencyUnit currency_unit(const payment::Currency& currency) {
  UErrorCode status = U_ZERO_ERROR;
  return {icu::StringPiece(currency.alpha, 3), status};
}

}  // namespace

struct Formats::Icu {
  icu::Locale locale;
  std::unique_ptr<icu::SimpleDateFormat> time;
  std::unique_ptr<icu::SimpleDateFormat> date;
  LocalizedNumberFormatter number;
  LocalizedNumberFormatter kwh;
  LocalizedNumberFormatter kw;
  LocalizedNumberFormatter percent;

  // A screen asks for the same few figures frame after frame, and ICU takes its time over each.
  // `key` names what is written and how.
  template <typename Make>
  std::string kept(const std::string& key, const Make& make) const {
    constexpr std::size_t kMost = 256;
    {
      const std::lock_guard lock(mutex);
      if (const auto found = texts.find(key); found != texts.end()) return found->second;
    }
    std::string text = make();
    const std::lock_guard lock(mutex);
    if (texts.size() >= kMost) texts.clear();
    return texts.emplace(key, std::move(text)).first->second;
  }
  mutable std::mutex mutex;
  mutable std::unordered_map<std::string, std::string> texts;

  std::string written_time(const icu::SimpleDateFormat& format, hal::Utc at) const {
    icu::UnicodeString text;
    // ICU dates are milliseconds in a double: exact for the next 200 000 years. A copy, because
    // format() moves the calendar inside.
    // NOLINTNEXTLINE(performance-unnecessary-copy-initialization)
    const icu::SimpleDateFormat own(format);
    own.format(static_cast<UDate>(at.time_since_epoch().count()), text);
    return utf8(text);
  }
};

hal::Result<Formats> Formats::create(const std::string& locale, const std::string& time_zone) {
  UErrorCode status = U_ZERO_ERROR;
  auto icu = std::make_shared<Icu>();
  icu->locale = icu::Locale::forLanguageTag(locale == "en" ? "en-001" : locale, status);
  if (U_FAILURE(status) || icu->locale.isBogus()) {
    return hal::failure("texts.no_such_locale", "using the language \"" + locale + "\"",
                        "a locale is written like \"en\", \"de\" or \"pt-BR\"");
  }
  icu->locale.setUnicodeKeywordValue("nu", kDigits, status);
  std::unique_ptr<icu::TimeZone> zone(
      icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(time_zone)));
  if (*zone == icu::TimeZone::getUnknown()) {
    return hal::failure("texts.no_such_time_zone", "using the time zone \"" + time_zone + "\"",
                        "use an IANA name like \"Europe/Berlin\"");
  }
  const std::unique_ptr<icu::DateTimePatternGenerator> patterns(
      icu::DateTimePatternGenerator::createInstance(icu->locale, status));
  const auto format = [&](const char* skeleton) {
    auto made = std::make_unique<icu::SimpleDateFormat>(
        patterns->getBestPattern(icu::UnicodeString(skeleton), status), icu->locale, status);
    made->setTimeZone(*zone);
    return made;
  };
  if (U_SUCCESS(status)) {
    icu->time = format("Hm");
    icu->date = format("yMMMdHm");
  }
  if (U_FAILURE(status)) {
    return hal::failure("texts.no_such_locale", "preparing dates for \"" + locale + "\"",
                        "is ICU's data installed?");
  }
  icu->number = NumberFormatter::withLocale(icu->locale);
  const auto unit = [&](const icu::MeasureUnit& measured) {
    return icu->number.unit(measured)
        .unitWidth(UNUM_UNIT_WIDTH_SHORT)
        .precision(Precision::unlimited());
  };
  icu->kwh = unit(icu::MeasureUnit::getKilowattHour());
  icu->kw = unit(icu::MeasureUnit::getKilowatt());
  icu->percent = unit(icu::NoUnit::percent());
  Formats formats;
  formats.icu_ = std::move(icu);
  return formats;
}

std::string Formats::money(const payment::Money& amount) const {
  return icu_->kept(
      "money " + std::string(amount.currency().code()) + amount.decimal(), [&]() -> std::string {
        return written(icu_->number.unit(currency_unit(amount.currency()))
                           .precision(Precision::fixedFraction(amount.currency().exponent)),
                       amount.decimal());
      });
}

std::string Formats::price(const UnitPrice& price) const {
  return icu_->kept(
      "price " + std::string(price.currency.code()) + price.amount.text(), [&]() -> std::string {
        constexpr std::int64_t kHundred = 100;
        const bool pence = price.currency.code() == "GBP" && price.amount.micros > 0 &&
                           price.amount.micros < payment::Decimal::kScale;
        if (pence) {
          const payment::Decimal amount{price.amount.micros * kHundred};
          return written(icu_->number.precision(Precision::maxFraction(4)), amount.text()) + "p";
        }
        const int cents = price.currency.exponent;
        return written(icu_->number.unit(currency_unit(price.currency))
                           .precision(Precision::minMaxFraction(cents, std::max(cents, 6))),
                       price.amount.text());
      });
}

std::string Formats::energy(hal::WattHours energy) const {
  return icu_->kept("energy " + thousandths(energy.count, 1), [&]() -> std::string {
    return written(icu_->kwh.precision(Precision::fixedFraction(1)), thousandths(energy.count, 1));
  });
}

std::string Formats::energy_figure(hal::WattHours energy) const {
  return icu_->kept("figure " + thousandths(energy.count, 1), [&]() -> std::string {
    return written(icu_->number.precision(Precision::fixedFraction(1)),
                   thousandths(energy.count, 1));
  });
}

std::string Formats::whole_energy(hal::WattHours energy) const {
  return icu_->kept("whole " + thousandths(energy.count, 0), [&]() -> std::string {
    return written(icu_->kwh, thousandths(energy.count, 0));
  });
}

std::string Formats::exact_energy(hal::WattHours energy) const {
  return icu_->kept("exact " + std::to_string(energy.count), [&]() -> std::string {
    return written(icu_->kwh.precision(Precision::fixedFraction(3)), thousandths(energy.count, 3));
  });
}

std::string Formats::power(hal::Watts power) const {
  return icu_->kept("power " + std::to_string(power.count), [&]() -> std::string {
    const bool small = power.count < 10'000 && power.count > -10'000 && power.count % 1000 != 0;
    return written(icu_->kw, thousandths(power.count, small ? 1 : 0));
  });
}

std::string Formats::percent(payment::Decimal percent) const {
  return icu_->kept("percent " + percent.text(),
                    [&]() -> std::string { return written(icu_->percent, percent.text()); });
}

std::string Formats::percent(int percent) const {
  return icu_->kept("percent " + std::to_string(percent), [&]() -> std::string {
    return written(icu_->percent, std::to_string(percent));
  });
}

std::string Formats::count(std::int64_t number) const {
  return icu_->kept("count " + std::to_string(number),
                    [&]() -> std::string { return written(icu_->number, std::to_string(number)); });
}

std::string Formats::countdown(hal::Seconds left) const {
  const auto seconds = std::max<hal::Seconds::rep>(left.count(), 0);
  const std::string rest = std::to_string(seconds % 60);
  return std::to_string(seconds / 60) + (rest.size() == 1 ? ":0" : ":") + rest;
}

std::string Formats::time_of_day(hal::Utc at) const {
  return icu_->kept("time " + std::to_string(minute_of(at)),
                    [&]() -> std::string { return icu_->written_time(*icu_->time, at); });
}

std::string Formats::date_and_time(hal::Utc at) const {
  return icu_->kept("date " + std::to_string(minute_of(at)),
                    [&]() -> std::string { return icu_->written_time(*icu_->date, at); });
}

}  // namespace kerb::kiosk
