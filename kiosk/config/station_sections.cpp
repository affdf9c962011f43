// Where the station is, what it has, and how its screen behaves.
#include <fmt/format.h>

#include "hal/libnfc/connection.hpp"
#include "kiosk/config/rules.hpp"
#include "kiosk/config/sections.hpp"
#include "kiosk/station/receipt_link.hpp"
#include "payment/tariff/wall_clock.hpp"

namespace kerb::kiosk::config {
namespace {

const Text telephone(3, 30, is_telephone, "a telephone number");

// A screen's pixels are square within a few percent: anything else is a slip, and touch targets,
// which are sized in millimetres, would come out wrong.
bool square_pixels(const DisplayConfig& display) {
  const std::int64_t across = std::int64_t{display.width} * display.height_mm;
  const std::int64_t down = std::int64_t{display.height} * display.width_mm;
  return across * 4 <= down * 5 && down * 4 <= across * 5;
}

}  // namespace

void read_site(Section site, Config& config) {
  site.need("operator", config.site.operator_name, Text(1, 60));
  site.need("name", config.site.name, Text(1, 80));
  site.need("evse_code", config.site.evse_code,
            Text(7, 40, is_evse_code, "the station's EVSE id, like \"DE*VLT*E1042\""));
  site.need("helpline", config.site.helpline, telephone);
  site.may("emergency_number", config.site.emergency_number, telephone);
  site.need("time_zone", config.site.time_zone,
            Text(3, 50, is_time_zone, "an IANA time zone like \"Europe/Berlin\""));
  site.finish();
}

void read_merchant(Section merchant, Config& config) {
  merchant.need("name", config.merchant.name, Text(1, 80));
  merchant.need("address", config.merchant.address, Text(1, 120));
  merchant.need("vat_number", config.merchant.vat_number, Text(1, 30));
  config.merchant.helpline = config.site.helpline;
  merchant.may("helpline", config.merchant.helpline, telephone);
  merchant.finish();
}

void read_display(Section display, const std::filesystem::path& folder, Config& config) {
  DisplayConfig& shown = config.display;
  bool right = display.may("width_px", shown.width, Whole(320, 4096, "pixels"));
  right = display.may("height_px", shown.height, Whole(320, 4096, "pixels")) && right;
  right = display.may("width_mm", shown.width_mm, Whole(50, 2000, "millimetres")) && right;
  right = display.may("height_mm", shown.height_mm, Whole(50, 2000, "millimetres")) && right;
  if (right && !square_pixels(shown)) {
    display.object("height_mm", "config.out_of_range",
                   "Give the size of the lit area: with these four numbers the pixels would not be "
                   "square. Are "
                   "width and height swapped?");
  }
  if (display.may("reach_mm", shown.reach_mm, Whole(110, 2000, "millimetres")) && right &&
      shown.reach_mm >= shown.height_mm) {
    display.object("reach_mm", "config.out_of_range",
                   "Take it out: the whole panel is no higher than that.");
  }
  static const OneOf<DisplayOutput> outputs(
      {{"sdl", DisplayOutput::sdl}, {"drm", DisplayOutput::drm}});
  display.may("output", shown.output, outputs);
  if (display.may("device", shown.device, PathFrom(folder)) && shown.output != DisplayOutput::drm) {
    display.object("device", "config.out_of_range",
                   "Take it out, or set output = \"drm\": SDL finds its own display.");
  }
  if (display.may("rotation", shown.rotation, Whole(0, 270, "degrees")) &&
      shown.rotation % 90 != 0) {
    display.object("rotation", "config.out_of_range", "Give 0, 90, 180 or 270 degrees.");
  }
  display.finish();
}

void read_backlight(Section backlight, const std::filesystem::path& folder, Config& config) {
  BacklightConfig& light = config.backlight;
  const auto time = [&](const char* key, int& minute) {
    std::string text;
    if (!backlight.may(key, text, Text(5, 5, is_time_of_day, "a time of day like \"07:00\"")))
      return;
    minute = static_cast<int>(*payment::tariff::read_time_of_day(text));
  };
  backlight.may("device", light.device, PathFrom(folder));
  backlight.may("day_percent", light.day_percent, Whole(5, 100, "percent"));
  backlight.may("night_percent", light.night_percent, Whole(5, 100, "percent"));
  time("day_begins", light.day_begins);
  time("night_begins", light.night_begins);
  backlight.may("dim_percent", light.dim_percent, Whole(5, 100, "percent"));
  backlight.may("dim_after_s", light.dim_after, SecondsBetween(30, 86400));
  backlight.finish();
}

void read_reader(Section reader, Config& config) {
  static const OneOf<ReaderKind> kinds({{"pcsc", ReaderKind::pcsc},
                                        {"libnfc", ReaderKind::libnfc},
                                        {"simulated", ReaderKind::simulated}});
  reader.need("kind", config.reader.kind, kinds);
  if (config.reader.kind == ReaderKind::libnfc) {
    reader.need("name", config.reader.name,
                Text(1, 160, is_nfc_connection, hal::libnfc::kRightConnection));
  } else {
    reader.may("name", config.reader.name, Text(0, 100));
  }
  reader.finish();
}

void read_timing(Section timing, Config& config) {
  TimingConfig& spans = config.timing;
  timing.may("plug_in_within_s", spans.plug_in_within, SecondsBetween(30, 1800));
  timing.may("left_alone_s", spans.left_alone, SecondsBetween(10, 600));
  timing.may("warning_s", spans.warning, SecondsBetween(20, 120));
  timing.may("receipt_shown_s", spans.receipt_shown, SecondsBetween(10, 600));
  timing.finish();
}

void read_speech(Section speech, const std::filesystem::path& folder, Config& config) {
  SpeechConfig& voice = config.speech;
  speech.may("program", voice.program, Text(0, 200));
  speech.may("words_per_minute", voice.words_per_minute, Whole(80, 400));
  speech.may("volume", voice.volume, Whole(10, 100, "percent"));
  speech.may("headset_jack", voice.headset_jack, PathFrom(folder));
  speech.finish();
}

void read_support(Section support, const std::filesystem::path& folder, Config& config) {
  ReportAddress& address = config.support.address;
  support.may("report_url", address.url,
              Text(9, 200, is_report_url, "an address like \"https://help.example.com/kerb\""));
  support.may("report_key_file", address.key_file, PathFrom(folder));
  support.may("report_ca_file", address.ca_file, PathFrom(folder));
  support.finish();
}

void read_receipt(Section receipt, const std::filesystem::path& folder, Config& config) {
  ReceiptConfig& service = config.receipt;
  receipt.may(
      "page", service.page,
      Text(9, 200, is_receipt_page, "an address like \"https://receipts.example.com/{token}\""));
  receipt.may(
      "upload_url", service.address.url,
      Text(9, 200, is_report_url, "an address like \"https://receipts.example.com/api/receipts\""));
  const bool page = receipt.given("page");
  if (page != receipt.given("upload_url")) {
    receipt.object(page ? "page" : "upload_url", "config.out_of_range",
                   page ? "Give upload_url, too: else the page would have nothing to show."
                        : "Give page, too: else no driver would find what is sent there.");
  }
  receipt.may("upload_key_file", service.address.key_file, PathFrom(folder));
  receipt.may("upload_ca_file", service.address.ca_file, PathFrom(folder));
  receipt.finish();
}

void read_preferences(Section preferences, const std::filesystem::path& folder, Config& config) {
  std::vector<std::pair<std::string, ThemeChoice>> themes;
  for (const auto& [word, theme] : kThemeWords) themes.emplace_back(word, theme);
  constexpr std::size_t kMostLocales = 40;
  preferences.may("texts", config.own_texts, PathFrom(folder));
  // An operator's folder may hold a language that Kerb does not have.
  const Text locale(
      2, 35, config.own_texts.empty() ? is_built_in_locale : is_locale,
      fmt::format("a language of this Kerb: \"{}\"", fmt::join(built_in_locales(), "\", \"")));
  preferences.may("locales", config.locales, ListOf(1, kMostLocales, locale));
  config.preferences.locale = config.locales.front();
  std::vector<std::pair<std::string, std::string>> offered;
  for (const std::string& name : config.locales) offered.emplace_back(name, name);
  preferences.may("locale", config.preferences.locale, OneOf<std::string>(offered));
  preferences.may("theme", config.preferences.theme, OneOf<ThemeChoice>(themes));
  preferences.may("large_text", config.preferences.large_text, YesNo());
  preferences.may("low_reach", config.preferences.low_reach, YesNo());
  preferences.may("less_motion", config.preferences.less_motion, YesNo());
  preferences.may("more_time", config.preferences.more_time, YesNo());
  preferences.finish();
}

void read_files(Section files, const std::filesystem::path& folder, Config& config) {
  files.need("journal", config.journal_file, PathFrom(folder));
  files.may("backup_folder", config.journal.backup_folder, PathFrom(folder));
  int& days = config.journal.retention_days;
  // Shorter than any hold lives or a driver may dispute a payment is a slip.
  if (files.may("retention_days", days, Whole(0, 36'500, "days")) && days > 0 && days < 30) {
    files.object("retention_days", "config.out_of_range",
                 "Give 30 to 36500 days, or 0 to keep the journal for ever.");
  }
  files.may("log", config.log_file, PathFrom(folder));
  files.finish();
}

}  // namespace kerb::kiosk::config
