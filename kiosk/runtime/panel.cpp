#include "kiosk/runtime/panel.hpp"

#include <utility>

#include "kiosk/presenters/drm_card.hpp"
#include "kiosk/presenters/dumb_display.hpp"
#include "kiosk/presenters/headset_jack.hpp"
#include "kiosk/presenters/rotated_display.hpp"
#include "kiosk/runtime/brightness.hpp"
#include "payment/tariff/wall_clock.hpp"

namespace kerb::kiosk {
namespace {

bool is_sideways(int rotation) {
  return rotation % 180 != 0;
}

}  // namespace

Panel::Panel(const Config& config, std::function<void(const std::string&)> log)
    : backlight_(config.backlight),
      zone_(payment::tariff::Zone::load(config.site.time_zone)
                .value_or(payment::tariff::Zone::utc())),
      log_(std::move(log)) {}

hal::Result<std::unique_ptr<Panel>> Panel::open(const Config& config,
                                                std::function<void(const std::string&)> log) {
  std::unique_ptr<Panel> panel(new Panel(config, std::move(log)));
  if (auto opened = panel->open_display(config.display); !opened) {
    return tl::make_unexpected(opened.error());
  }
  if (const auto& jack = config.speech.headset_jack; !jack.empty()) {
    auto with = DisplayWithHeadset::create(std::move(panel->display_), jack);
    if (!with) return tl::make_unexpected(with.error());
    panel->display_ = std::move(*with);
  }
  if (!config.backlight.device.empty()) {
    auto lamp = Backlight::open(config.backlight.device);
    if (!lamp) return tl::make_unexpected(lamp.error());
    panel->lamp_ = std::move(*lamp);
  }
  return panel;
}

hal::Result<void> Panel::open_display(const DisplayConfig& wish) {
  const bool drm = wish.output == DisplayOutput::drm;
  const bool sideways = is_sideways(wish.rotation);
  auto windows = SdlWindows::create(drm ? "evdev" : "");
  if (!windows) return tl::make_unexpected(windows.error());
  windows_ = std::move(*windows);
  auto window = windows_->open({.title = "Kerb",
                                .width = sideways ? wish.height : wish.width,
                                .height = sideways ? wish.width : wish.height,
                                .resizable = false,
                                .whole_screen = true});
  if (!window) return tl::make_unexpected(window.error());
  display_ = std::move(*window);
  if (drm) {
    auto card = DrmCard::open(wish.device);
    if (!card) return tl::make_unexpected(card.error());
    auto shown = DumbDisplay::create(std::move(*card), std::move(display_));
    if (!shown) return tl::make_unexpected(shown.error());
    display_ = std::move(*shown);
  }
  if (wish.rotation != 0) {
    display_ =
        std::make_unique<RotatedDisplay>(std::move(display_), static_cast<Rotation>(wish.rotation));
  }
  return {};
}

void Panel::light(const Snapshot& shown) {
  if (!lamp_) return;
  if (shown.screen.index() != screen_) touched_ = shown.at;
  screen_ = shown.screen.index();
  const std::int64_t utc = shown.now.time_since_epoch().count();
  const auto local = payment::tariff::local_moment(utc, zone_.at(utc).offset);
  const int minute = static_cast<int>(local.millis / payment::tariff::kMinuteMillis);
  if (auto set = lamp_->set(brightness(backlight_, minute, shown.at - touched_)); !set) {
    log_(set.error().sentence());
    lamp_.reset();  // once is enough
  }
}

}  // namespace kerb::kiosk
