// Compares every screen with the picture that a person has looked at and found good, pixel by pixel
// and without tolerance: the rasteriser gives the same bits on every run.
//
//   kerb_golden [--failures FOLDER]   compares; on a difference leaves NAME.actual.png and
//   NAME.diff.png there kerb_golden --rebaseline          writes the pictures anew: look at them
//   before they are committed
#include <fmt/format.h>

#include <filesystem>
#include <set>

#include "kiosk/gallery/fixtures.hpp"
#include "kiosk/presenters/png.hpp"
#include "tests/golden/golden_png.hpp"
#include "tests/golden/opened_studio.hpp"

namespace kerb::kiosk::gallery {
namespace {

struct Shot {
  std::string fixture;
  Look look;
  bool receipt = false;  // not the screen but the picture that is handed out
  std::string file() const {
    return receipt ? "receipt_picture-" + look.locale + ".png"
                   : fixture + "-" + look.name() + ".png";
  }
};

std::vector<Shot> shots() {
  std::vector<Shot> all;
  const auto add = [&](const Look& look, std::initializer_list<const char*> names) {
    for (const char* name : names) all.push_back({name, look});
  };
  add({}, {"idle",
           "idle.one",
           "idle.three",
           "idle.four",
           "idle.parts",
           "connector",
           "connector.parts",
           "connector.device_only",
           "tariff",
           "tap",
           "tap.see_phone",
           "tap.one_card_only",
           "tap.device",
           "tap.device_only",
           "tap.insert",
           "tap.card_refused",
           "tap.changing_number",
           "tap.charging_card_unknown",
           "authorising.card_read",
           "authorising",
           "plug_in",
           "plug_in.starting",
           "plug_in.ends_soon",
           "charging",
           "charging.link_lost",
           "charging.limit_near",
           "charging.price_changes",
           "charging.idle_runs",
           "cost",
           "stop_confirm",
           "finishing",
           "receipt",
           "receipt.power_loss",
           "failure.declined",
           "failure.start_failed",
           "failure.outcome_unknown",
           "out_of_service",
           "help",
           "help.how_to_charge",
           "help.contact",
           "help.display",
           "languages",
           "report",
           "report.waiting",
           "leaving",
           "idle.kept",
           "idle.faults",
           "idle.notice",
           "connector.emergency_stop",
           "charging.emergency_stop",
           "charging.site_shares",
           "notices",
           "unlock.stuck",
           "receipt.stuck",
           "scan.qr",
           "scan.preparing",
           "scan.card_next",
           "scan.too_long",
           "phone_offered",
           "tap.phone_withdrawn",
           "failure.phone_not_paid"});
  add({.theme = ThemeChoice::dark}, {"scan.qr"});
  add({.theme = ThemeChoice::contrast}, {"scan.qr"});
  add({.panel = portrait()}, {"scan.qr"});
  add({.panel = portrait(), .locale = "de", .theme = ThemeChoice::dark}, {"scan.qr"});
  add({.locale = "ar"}, {"scan.qr"});
  add({.large_text = true}, {"scan.qr"});
  add({.panel = small_landscape()}, {"scan.qr"});
  add({.panel = small_portrait()}, {"scan.qr"});
  add({}, {"receipt.qr", "scan.qr_dynamic", "receipt.final", "receipt.qr_page",
           "receipt.code_on_its_way"});
  add({.panel = portrait(), .locale = "ar", .theme = ThemeChoice::dark}, {"receipt.qr_page"});
  add({.theme = ThemeChoice::dark}, {"receipt.qr", "scan.qr_dynamic"});
  add({.theme = ThemeChoice::contrast}, {"receipt.qr", "scan.qr_dynamic"});
  add({.panel = portrait(), .locale = "ar"}, {"receipt.qr", "scan.qr_dynamic"});
  add({.large_text = true}, {"receipt.qr", "receipt.final"});
  add({.panel = small_landscape()}, {"receipt.qr", "scan.qr_dynamic"});
  add({.theme = ThemeChoice::dark}, {"idle", "charging", "tap", "receipt", "tariff"});
  add({.theme = ThemeChoice::contrast}, {"idle", "charging", "tap", "receipt", "tariff"});
  add({.panel = portrait()}, {"idle", "charging", "receipt", "tariff"});
  add({.panel = portrait(), .locale = "de", .theme = ThemeChoice::dark},
      {"idle", "charging", "tap", "tap.changing_number", "connector.device_only"});
  add({.locale = "ar"}, {"tap.device", "authorising.card_read", "idle.notice_long"});
  add({.panel = portrait(), .locale = "de", .theme = ThemeChoice::dark},
      {"charging.hot_cable", "notices.code"});
  add({.theme = ThemeChoice::contrast, .large_text = true}, {"tap.device_only"});
  add({.locale = "de"},
      {"connector", "charging.paused_by_station", "failure.insufficient", "tariff"});
  add({.large_text = true}, {"idle", "tap", "charging", "failure.declined", "tariff"});
  add({.panel = small_portrait()}, {"idle"});
  add({.panel = small_landscape(), .large_text = true}, {"idle.four", "charging", "report"});
  add({.panel = small_landscape(),
       .locale = "ar",
       .theme = ThemeChoice::dark,
       .large_text = true,
       .scrolled = 150},
      {"receipt"});
  add({.panel = portrait(), .low = true}, {"idle", "charging"});
  add({.other_hand = true}, {"connector"});
  for (const char* locale : {"en", "de"}) all.push_back({"receipt", {.locale = locale}, true});
  return all;
}

// Where they differ in red, on the expected picture made pale.
std::vector<std::uint32_t> difference(const ui::Image& expected, const Picture& actual) {
  std::vector<std::uint32_t> pixels(actual.pixels.size(), 0xFF0000FFU);
  const bool same_size = expected.width == actual.width && expected.height == actual.height;
  for (std::size_t i = 0; same_size && i < pixels.size(); ++i) {
    if (expected.rgba[i] == actual.pixels[i]) {
      pixels[i] = (actual.pixels[i] >> 2U & 0x3F3F3F3FU) + 0xC0C0C0C0U;
    }
  }
  return pixels;
}

bool matches(const ui::Image& expected, const Picture& actual) {
  return expected.width == actual.width && expected.height == actual.height &&
         expected.rgba == actual.pixels;
}

class Album {
 public:
  Album(std::filesystem::path folder, std::filesystem::path failures)
      : folder_(std::move(folder)), failures_(std::move(failures)) {}

  bool compare(const Shot& shot, const Picture& actual) {
    const auto expected = read_png(folder_ / shot.file());
    if (expected && matches(*expected, actual)) return true;
    std::filesystem::create_directories(failures_);
    fmt::print("FAIL {}: {}\n", shot.file(), expected ? "differs" : expected.error().sentence());
    write_small_png(failures_ / (shot.file() + ".actual.png"), actual.view());
    if (expected) {
      const auto pixels = difference(*expected, actual);
      write_small_png(failures_ / (shot.file() + ".diff.png"),
                      {actual.width, actual.height, pixels});
    }
    return false;
  }

  // A picture that nothing is compared with any more is a lie in the repository.
  bool no_strangers(const std::vector<Shot>& known) const {
    std::set<std::string> files;
    for (const Shot& shot : known) files.insert(shot.file());
    bool clean = true;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      if (files.contains(entry.path().filename().string())) continue;
      fmt::print("FAIL {}: no test makes this picture; remove it\n", entry.path().string());
      clean = false;
    }
    return clean;
  }

  bool write(const Shot& shot, const Picture& actual) const {
    std::filesystem::create_directories(folder_);
    return write_small_png(folder_ / shot.file(), actual.view());
  }

 private:
  std::filesystem::path folder_;
  std::filesystem::path failures_;
};

Picture take(Studio& in, const Shot& shot) {
  const Snapshot snapshot = fixture(shot.fixture);
  if (!shot.receipt) return in.take(snapshot, shot.look);
  return in.take_receipt(std::get<ReceiptModel>(snapshot.screen).receipt, shot.look.locale);
}

int run(bool rebaseline, const std::filesystem::path& failures) {
  Album album(KERB_SOURCE_DIR "/tests/golden/pictures", failures);
  const std::vector<Shot> all = shots();
  int bad = 0;
  for (const Shot& shot : all) {
    const Picture picture = take(studio(), shot);
    const bool good = rebaseline ? album.write(shot, picture) : album.compare(shot, picture);
    if (!good) ++bad;
  }
  if (!rebaseline && !album.no_strangers(all)) ++bad;
  if (bad > 0 && !rebaseline) {
    fmt::print(
        "{} of {} pictures differ; look at {}, and if they are right: kerb_golden --rebaseline\n",
        bad, all.size(), failures.string());
  }
  return bad == 0 ? 0 : 1;
}

}  // namespace
}  // namespace kerb::kiosk::gallery

int main(int argc, char** argv) {
  bool rebaseline = false;
  std::filesystem::path failures = "golden-failures";
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--rebaseline") {
      rebaseline = true;
    } else if (word == "--failures" && i + 1 < argc) {
      failures = argv[++i];
    } else {
      fmt::print("kerb_golden [--rebaseline] [--failures FOLDER]\n");
      return word == "--help" ? 0 : 2;
    }
  }
  return kerb::kiosk::gallery::run(rebaseline, failures);
}
