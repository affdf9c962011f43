// Draws a snapshot into memory, without window or clock, as it looks on a panel of a given size.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "kiosk/screens/screens.hpp"
#include "kiosk/ui/renderer.hpp"

namespace kerb::kiosk::gallery {

// A panel on the market, with its true size: touch targets and letters are in millimetres.
struct Panel {
  std::string name;
  DisplayConfig display;
};
const Panel& landscape();        // 10.1", 1024 × 600
const Panel& portrait();         // 10.1", 800 × 1280
const Panel& small_portrait();   // 7", 480 × 800
const Panel& small_landscape();  // 7", 800 × 480
const Panel& full_hd();          // 21.5", 1920 × 1080

struct Look {
  Panel panel = landscape();
  std::string locale = "en";
  ThemeChoice theme = ThemeChoice::light;
  bool large_text = false;
  bool pair = false;  // the station speaks English and German only
  bool low = false;   // a seated driver's reach is less than the panel, and the page is there
  bool other_hand = false;
  float scrolled = 0;  // pixels, where the page is longer than the panel
  // "1024x600-light-en", with "-large", "-pair", "-low" and "-hand" when it is so.
  std::string name() const;
};

struct Picture {
  int width = 0;
  int height = 0;
  std::vector<std::uint32_t> pixels;
  ui::SemanticTree tree;
  std::vector<ui::TextMark> marks;
  ui::Metrics metrics;
  ui::Scroll scroll = {};
  std::vector<std::string> font_errors;
  hal::FrameView view() const { return {width, height, pixels}; }
};

class Studio {
 public:
  // `locales` is the folder of the .po files. Errors: those of Languages::load() and
  // Renderer::create().
  static hal::Result<std::unique_ptr<Studio>> create(const std::filesystem::path& locales);
  Picture take(Snapshot snapshot, const Look& look);
  // Where everything stands, and no pixels: much quicker.
  Picture layout(Snapshot snapshot, const Look& look);
  // The picture that is handed out.
  Picture take_receipt(const payment::Receipt& receipt, const std::string& locale);

 private:
  Studio(Languages all, Languages pseudo, Languages pair, std::unique_ptr<ui::Renderer> renderer);
  const Languages& spoken(const Look& look) const;

  Languages all_;
  Languages pseudo_;
  Languages pair_;
  std::unique_ptr<ui::Renderer> renderer_;
};

}  // namespace kerb::kiosk::gallery
