#include "kiosk/gallery/gallery.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "kiosk/gallery/fixtures.hpp"
#include "kiosk/gallery/gallery_page.hpp"
#include "kiosk/presenters/png.hpp"
#include "kiosk/ui/semantic_dump.hpp"

namespace kerb::kiosk::gallery {
namespace {

std::string word_of(ThemeChoice theme) {
  return std::string(kThemeWords[static_cast<std::size_t>(theme)].word);
}

// Hands the languages to the workers and keeps the first thing that went wrong.
class Work {
 public:
  explicit Work(const GalleryWish& wish) : wish_(wish) {}

  void run() {
    auto studio = Studio::create(wish_.locales);
    if (!studio) return fail(studio.error());
    for (std::size_t at = next_++; at < wish_.languages.size(); at = next_++) {
      if (auto drawn = draw(**studio, wish_.languages[at]); !drawn) return fail(drawn.error());
      const std::lock_guard lock(mutex_);
      wish_.say(fmt::format("{} ({} of {})", wish_.languages[at], ++done_, wish_.languages.size()));
    }
  }
  const std::optional<hal::Error>& error() const { return error_; }

 private:
  hal::Result<void> draw(Studio& studio, const std::string& language) const {
    for (const ThemeChoice theme : wish_.themes) {
      const auto folder = wish_.folder / language / word_of(theme);
      std::error_code problem;
      std::filesystem::create_directories(folder, problem);
      if (problem) {
        return hal::failure("gallery.folder", "making " + folder.string(), problem.message());
      }
      for (const Fixture& each : fixtures()) {
        const Picture picture = studio.take(each.snapshot, {.panel = wish_.panel,
                                                            .locale = language,
                                                            .theme = theme,
                                                            .large_text = wish_.large_text});
        auto written = write_png(folder / (each.name + ".png"), picture.view());
        if (!written) return written;
        const auto words = folder / (each.name + ".txt");
        std::ofstream out(words);
        out << ui::dump(picture.tree);
        if (!out.flush()) {
          return hal::failure("gallery.folder", "writing " + words.string(), "is the disk full?");
        }
      }
    }
    return {};
  }
  void fail(const hal::Error& error) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = error;
    next_ = wish_.languages.size();
  }

  const GalleryWish& wish_;
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;
  std::size_t done_ = 0;
  std::optional<hal::Error> error_;
};

}  // namespace

hal::Result<std::filesystem::path> write_gallery(const GalleryWish& wish) {
  Work work(wish);
  std::vector<std::thread> workers;
  const std::size_t hands = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 8);
  for (std::size_t i = 0; i < std::min(hands, wish.languages.size()); ++i) {
    workers.emplace_back([&work] { work.run(); });
  }
  for (std::thread& worker : workers) worker.join();
  if (work.error()) return tl::make_unexpected(*work.error());

  nlohmann::json shown{{"languages", wish.languages},
                       {"themes", nlohmann::json::array()},
                       {"screens", nlohmann::json::array()},
                       {"width", wish.panel.display.width},
                       {"height", wish.panel.display.height}};
  for (const ThemeChoice theme : wish.themes) shown["themes"].push_back(word_of(theme));
  for (const Fixture& each : fixtures()) shown["screens"].push_back(each.name);
  const auto page = wish.folder / "index.html";
  std::ofstream out(page);
  out << gallery_page(shown.dump());
  if (!out.flush()) {
    return hal::failure("gallery.folder", "writing " + page.string(), "is the disk full?");
  }
  return page;
}

}  // namespace kerb::kiosk::gallery
