// Every screen in every language and theme, as pictures in a folder and in words, with a page to
// look through them: for whoever translates, sells or approves what drivers will see.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "kiosk/gallery/studio.hpp"

namespace kerb::kiosk::gallery {

struct GalleryWish {
  std::filesystem::path folder;   // made when missing
  std::filesystem::path locales;  // of the .po files
  Panel panel = landscape();
  std::vector<std::string> languages;  // at least one
  std::vector<ThemeChoice> themes;     // at least one
  bool large_text = false;
  // A line for each language that is done, from any thread, one at a time.
  std::function<void(const std::string&)> say = [](const std::string&) {};
};

// Returns the page. Works on all processors. Errors: those of Studio::create() and write_png(),
// gallery.folder.
hal::Result<std::filesystem::path> write_gallery(const GalleryWish& wish);

}  // namespace kerb::kiosk::gallery
