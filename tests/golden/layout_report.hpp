// What the looks at all screens found wrong, as a page with pictures to look through.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "kiosk/gallery/studio.hpp"

namespace kerb::kiosk::gallery {

// Collects gtest's failures while it lives.
class Problems {
 public:
  Problems();
  ~Problems();
  Problems(const Problems&) = delete;
  Problems& operator=(const Problems&) = delete;
  const std::vector<std::string>& found() const { return found_; }
  void add(std::string message) { found_.push_back(std::move(message)); }

 private:
  Problems* outer_;
  std::vector<std::string> found_;
};

// The pages of one run, at KERB_LAYOUT_REPORT; the ones of the run before are gone.
class LayoutReport {
 public:
  static LayoutReport& the_one();
  void add(const std::string& screen, const Look& look, const Picture& picture,
           const std::vector<std::string>& problems);
  void seen() { ++seen_; }
  // Also when nothing was found: a page that says so is no page that is missing.
  void write() const;

 private:
  LayoutReport();
  struct Entry {
    std::string title;
    std::string picture;
    std::vector<std::string> problems;
  };
  std::filesystem::path folder_;
  std::vector<Entry> entries_;
  std::size_t seen_ = 0;
};

}  // namespace kerb::kiosk::gallery
