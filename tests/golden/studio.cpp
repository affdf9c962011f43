#include "tests/golden/studio.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>

#include "kiosk/config.hpp"
#include "kiosk/screens/receipt_picture.hpp"
#include "kiosk/screens/texts/pseudo.hpp"

namespace kerb::kiosk::golden {
namespace {

template <typename T>
T must(hal::Result<T> result) {
  if (!result) {
    fmt::print(stderr, "{}\n", result.error().sentence());
    std::exit(2);
  }
  return std::move(*result);
}

constexpr int kReachMm = 150;
constexpr const char* kZone = "Europe/Berlin";

Panel panel(int width, int height, int width_mm, int height_mm) {
  return {fmt::format("{}x{}", width, height), {width, height, width_mm, height_mm}};
}

}  // namespace

const Panel& landscape() {
  static const Panel kPanel = panel(1024, 600, 222, 130);
  return kPanel;
}
const Panel& portrait() {
  static const Panel kPanel = panel(800, 1280, 136, 217);
  return kPanel;
}
const Panel& small_portrait() {
  static const Panel kPanel = panel(480, 800, 91, 152);
  return kPanel;
}
const Panel& full_hd() {
  static const Panel kPanel = panel(1920, 1080, 476, 268);
  return kPanel;
}

std::string Look::name() const {
  return fmt::format("{}-{}-{}{}{}{}{}", panel.name,
                     kThemeWords[static_cast<std::size_t>(theme)].word, locale,
                     large_text ? "-large" : "", pair ? "-pair" : "", low ? "-low" : "",
                     other_hand ? "-hand" : "");
}

Studio::Studio(const std::filesystem::path& locales)
    : all_(must(Languages::load(locales, config::built_in_locales(), kZone))),
      pseudo_(must(Languages::load(locales, {"en-XA", "ar-XB", "en"}, kZone))),
      pair_(must(Languages::load(locales, {"en", "de"}, kZone))),
      renderer_(must(ui::Renderer::create())) {}

const Languages& Studio::spoken(const Look& look) const {
  if (look.pair) return pair_;
  return is_pseudo_locale(look.locale) ? pseudo_ : all_;
}

Picture Studio::take(Snapshot snapshot, const Look& look) {
  snapshot.preferences = {look.locale, look.theme, look.large_text};
  snapshot.preferences.low_reach = look.low;
  snapshot.preferences.other_hand = look.other_hand;
  DisplayConfig panel = look.panel.display;
  if (look.low) panel.reach_mm = kReachMm;
  Picture picture;
  picture.width = panel.width;
  picture.height = panel.height;
  picture.metrics = ui::metrics_for(panel, picture.width, picture.height, look.large_text);
  const ui::Palette& palette = ui::palette(look.theme);
  renderer_->text().set_locale(look.locale);
  renderer_->invalidate();
  ui::Canvas& canvas = renderer_->begin(picture.width, picture.height, palette.page.top);
  ui::ScreenContext ctx{.canvas = canvas,
                        .tree = picture.tree,
                        .palette = palette,
                        .metrics = picture.metrics,
                        .area = canvas.area(),
                        .now = snapshot.at,
                        .pressed = {},
                        .focused = {},
                        .rtl = renderer_->text().rtl(),
                        .turned = renderer_->text().rtl() != look.other_hand,
                        .still = true};
  draw_screen(snapshot, spoken(look), ctx);
  picture.marks = canvas.text_marks();
  const ui::Frame frame = renderer_->end();
  picture.pixels.assign(frame.view.pixels.begin(), frame.view.pixels.end());
  for (const hal::Error& error : renderer_->text().font_errors()) {
    picture.font_errors.push_back(error.sentence());
  }
  return picture;
}

Picture Studio::take_receipt(const payment::Receipt& receipt, const std::string& locale) {
  const Formats& formats = all_.of(locale).formats;
  Picture picture;
  renderer_->text().set_locale(locale);
  picture.width = kReceiptPictureWidth;
  picture.height = receipt_picture_height(renderer_->text(), receipt, formats, locale);
  renderer_->invalidate();
  ui::Canvas& canvas = renderer_->begin(picture.width, picture.height, ui::kWhite);
  draw_receipt_picture(canvas, receipt, formats, locale);
  picture.marks = canvas.text_marks();
  const ui::Frame frame = renderer_->end();
  picture.pixels.assign(frame.view.pixels.begin(), frame.view.pixels.end());
  return picture;
}

}  // namespace kerb::kiosk::golden
