#include "kiosk/simulator/performance.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "kiosk/presenters/png.hpp"
#include "kiosk/screens/receipt_picture.hpp"
#include "kiosk/simulator/contact_sheet.hpp"
#include "kiosk/ui/renderer.hpp"
#include "payment/journal/space_reserve.hpp"
#include "payment/tariff/tariff_reader.hpp"

namespace kerb::kiosk {
namespace {

hal::Result<void> write_text(const std::filesystem::path& file, const std::string& text) {
  std::ofstream out(file);
  out << text;
  if (!out.flush())
    return hal::failure("simulator.out", "writing " + file.string(), "is the disk full?");
  return {};
}

hal::Result<void> draw_receipt(Desk& desk, const payment::Receipt& receipt,
                               const std::filesystem::path& file) {
  const Language& language = desk.languages().of(desk.core().snapshot()->preferences.locale);
  const std::string& locale = language.catalogue.locale();
  auto renderer = ui::Renderer::create();
  if (!renderer) return tl::make_unexpected(renderer.error());
  const int height = receipt_picture_height((*renderer)->text(), receipt, language.formats, locale);
  ui::Canvas& canvas = (*renderer)->begin(kReceiptPictureWidth, height, ui::Colour{0xFFFFFFFF});
  draw_receipt_picture(canvas, receipt, language.formats, locale);
  return write_png(file, (*renderer)->end().view);
}

hal::Result<void> leave_receipt(Desk& desk, const std::filesystem::path& out,
                                std::vector<std::filesystem::path>& files) {
  const auto text = desk.receipt();
  if (!text) return {};  // a story without a receipt
  const auto receipt = desk.last_receipt();
  if (!receipt) return tl::make_unexpected(receipt.error());
  if (auto written = write_text(out / "receipt.txt", *text); !written) return written;
  files.push_back(out / "receipt.txt");
  if (auto drawn = draw_receipt(desk, *receipt, out / "receipt.png"); !drawn) return drawn;
  files.push_back(out / "receipt.png");
  return {};
}

hal::Result<void> leave_listing(Desk& desk, const std::filesystem::path& out,
                                std::vector<std::filesystem::path>& files) {
  const auto lines = desk.journal();
  if (!lines) return tl::make_unexpected(lines.error());
  std::string text;
  for (const std::string& line : *lines) text += line + "\n";
  if (auto written = write_text(out / "journal.txt", text); !written) return written;
  files.push_back(out / "journal.txt");
  return {};
}

}  // namespace

hal::Utc story_begins() {
  using namespace std::chrono;  // NOLINT(google-build-using-namespace) a date reads badly without
  return sys_days{2026y / September / 14d} + hours{12} + minutes{32};
}

namespace {

// A story under another tariff is told in that tariff's currency: amounts keep their digits.
hal::Result<void> sell_under(const std::filesystem::path& file, Config& config) {
  std::ifstream stream(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  const auto tariff = payment::tariff::read_tariff(text, file.string());
  if (!tariff) return tl::make_unexpected(tariff.error());
  const auto currency = payment::Currency::from_code(tariff->currency);
  if (!currency) {
    return hal::failure("simulator.tariff", "selling under " + file.string(),
                        "give a currency that Kerb knows");
  }
  config.tariffs.path = file;
  config.price.currency = *currency;
  for (payment::Money* amount :
       {&config.payment.hold, &config.payment.raise_by, &config.payment.device_only_above}) {
    *amount = payment::Money(amount->minor(), *currency);
  }
  return {};
}

hal::Utc beginning(const JourneySetup& setup, const Config& config) {
  if (!setup.begins) return story_begins();
  const auto zone = payment::tariff::Zone::load(config.site.time_zone);
  const std::int64_t wall = setup.begins->day * payment::tariff::kDayMillis +
                            setup.begins->minute * payment::tariff::kMinuteMillis;
  if (!zone) return hal::Utc(hal::Millis(wall));
  // An hour that the clocks show twice is meant the first time, which is under the larger offset.
  const std::int64_t before = zone->at(wall - payment::tariff::kDayMillis).offset;
  const std::int64_t after = zone->at(wall + payment::tariff::kDayMillis).offset;
  const std::int64_t larger = std::max(before, after);
  const bool fits = zone->at(wall - larger).offset == larger;
  return hal::Utc(hal::Millis(wall - (fits ? larger : std::min(before, after))));
}

}  // namespace

hal::Result<void> apply(const JourneySetup& setup, Config& config) {
  if (setup.size) {
    // Another panel of the same pixel density, so that sizes in millimetres stay what they are.
    DisplayConfig& display = config.display;
    display.width_mm = display.width_mm * setup.size->width / display.width;
    display.height_mm = display.height_mm * setup.size->height / display.height;
    display.width = setup.size->width;
    display.height = setup.size->height;
  }
  if (setup.reach_mm) config.display.reach_mm = *setup.reach_mm;
  if (setup.law) config.tariffs.law = *setup.law;
  if (setup.tariff) {
    if (auto sold = sell_under(*setup.tariff, config); !sold) return sold;
  }
  if (setup.locale) config.preferences.locale = *setup.locale;
  if (setup.theme) config.preferences.theme = *setup.theme;
  if (setup.large_text) config.preferences.large_text = true;
  const auto set = [&](const std::optional<std::string>& text, payment::Money& amount) {
    if (!text) return;
    amount = payment::Money::from_decimal(*text, config.price.currency).value_or(amount);
  };
  set(setup.hold, config.payment.hold);
  set(setup.raise_by, config.payment.raise_by);
  config.told_cost.billed = config.told_cost.billed || setup.back_end_bills;
  config.qr_code.told_by_charger = config.qr_code.told_by_charger || setup.back_end_sells;
  if (setup.receipt_service) config.receipt.page = "https://receipts.simulator.example/r/{token}";
  return {};
}

hal::Result<Performance> perform(const Journey& journey, PerformanceOptions options) {
  std::error_code ignored;
  std::filesystem::create_directories(options.out, ignored);
  options.desk.folder = options.out / "station";
  std::filesystem::remove_all(options.desk.folder,
                              ignored);  // a story begins with an empty journal
  options.desk.start = beginning(journey.setup, options.desk.config);
  options.desk.repeatable = true;
  options.desk.terminal = journey.setup.terminal.value_or("");
  if (auto applied = apply(journey.setup, options.desk.config); !applied) {
    return tl::make_unexpected(applied.error());
  }

  auto desk = Desk::create(std::move(options.desk));
  if (!desk) return tl::make_unexpected(desk.error());
  Performance performance;
  JourneyPlayer player(**desk, {.folder = options.out, .say = options.say});
  performance.played = player.play(journey);
  performance.files = performance.played.pictures;
  // The next opening makes it again. Left behind by a hundred stories it would fill a small disk.
  std::filesystem::remove(payment::SpaceReserve::beside((*desk)->journal_file()), ignored);
  if (!options.papers) return performance;

  if (!performance.played.pictures.empty()) {
    const auto sheet = options.out / "contact-sheet.png";
    const std::string title = journey.title.empty() ? journey.file : journey.title;
    if (auto made = write_contact_sheet(sheet, title, performance.played.pictures); !made) {
      return tl::make_unexpected(made.error());
    }
    performance.files.push_back(sheet);
  }
  if (auto left = leave_receipt(**desk, options.out, performance.files); !left) {
    return tl::make_unexpected(left.error());
  }
  if (auto left = leave_listing(**desk, options.out, performance.files); !left) {
    return tl::make_unexpected(left.error());
  }
  return performance;
}

}  // namespace kerb::kiosk
