#include "kiosk/gallery/studio.hpp"

#include <fmt/format.h>

#include <utility>

#include "kiosk/config.hpp"
#include "kiosk/screens/receipt_picture.hpp"
#include "kiosk/screens/texts/pseudo.hpp"

namespace kerb::kiosk::gallery {
namespace {

constexpr int kReachMm = 110;  // the least that a config may say
constexpr const char* kZone = "Europe/Berlin";

Panel panel(int width, int height, int width_mm, int height_mm) {
  Panel made{fmt::format("{}x{}", width, height), {}};
  made.display.width = width;
  made.display.height = height;
  made.display.width_mm = width_mm;
  made.display.height_mm = height_mm;
  return made;
}

}  // namespace

const Panel& landscape() {
  static const Panel the_one = panel(1024, 600, 222, 130);
  return the_one;
}
const Panel& portrait() {
  static const Panel the_one = panel(800, 1280, 136, 217);
  return the_one;
}
const Panel& small_portrait() {
  static const Panel the_one = panel(480, 800, 91, 152);
  return the_one;
}
const Panel& small_landscape() {
  static const Panel the_one = panel(800, 480, 154, 93);
  return the_one;
}
const Panel& full_hd() {
  static const Panel the_one = panel(1920, 1080, 476, 268);
  return the_one;
}

std::string Look::name() const {
  return fmt::format("{}-{}-{}{}{}{}{}", panel.name,
                     kThemeWords[static_cast<std::size_t>(theme)].word, locale,
                     large_text ? "-large" : "", pair ? "-pair" : "", low ? "-low" : "",
                     other_hand ? "-hand" : "");
}

Studio::Studio(Languages all, Languages pseudo, Languages pair,
               std::unique_ptr<ui::Renderer> renderer)
    : all_(std::move(all)),
      pseudo_(std::move(pseudo)),
      pair_(std::move(pair)),
      renderer_(std::move(renderer)) {}

hal::Result<std::unique_ptr<Studio>> Studio::create(const std::filesystem::path& locales) {
  auto all = Languages::load(locales, config::built_in_locales(), kZone);
  if (!all) return tl::make_unexpected(all.error());
  auto pseudo = Languages::load(locales, {"en-XA", "ar-XB", "en"}, kZone);
  if (!pseudo) return tl::make_unexpected(pseudo.error());
  auto pair = Languages::load(locales, {"en", "de"}, kZone);
  if (!pair) return tl::make_unexpected(pair.error());
  auto renderer = ui::Renderer::create();
  if (!renderer) return tl::make_unexpected(renderer.error());
  return std::unique_ptr<Studio>(
      new Studio(std::move(*all), std::move(*pseudo), std::move(*pair), std::move(*renderer)));
}

const Languages& Studio::spoken(const Look& look) const {
  if (look.pair) return pair_;
  return is_pseudo_locale(look.locale) ? pseudo_ : all_;
}

Picture Studio::layout(Snapshot snapshot, const Look& look) {
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
  picture.scroll.at = look.scrolled;
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
                        .still = true,
                        .scroll = &picture.scroll};
  draw_screen(snapshot, spoken(look), ctx);
  picture.marks = canvas.text_marks();
  for (const hal::Error& error : renderer_->text().font_errors()) {
    picture.font_errors.push_back(error.sentence());
  }
  return picture;
}

Picture Studio::take(Snapshot snapshot, const Look& look) {
  Picture picture = layout(std::move(snapshot), look);
  const ui::Frame frame = renderer_->end();
  picture.pixels.assign(frame.view.pixels.begin(), frame.view.pixels.end());
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

}  // namespace kerb::kiosk::gallery
