#include "tests/golden/layout_report.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>

#include "kiosk/presenters/png.hpp"

namespace kerb::kiosk::gallery {
namespace {

Problems* listening = nullptr;

class Listener final : public testing::EmptyTestEventListener {
  void OnTestPartResult(const testing::TestPartResult& result) override {
    if (result.failed() && listening != nullptr) listening->add(result.message());
  }
};

class Closing final : public testing::Environment {
  void TearDown() override { LayoutReport::the_one().write(); }
};

const bool kListens = [] {
  testing::UnitTest::GetInstance()->listeners().Append(new Listener);  // gtest owns both
  testing::AddGlobalTestEnvironment(new Closing);
  return true;
}();

std::string escaped(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    if (c == '<') {
      safe += "&lt;";
    } else if (c == '&') {
      safe += "&amp;";
    } else {
      safe += c;
    }
  }
  return safe;
}

}  // namespace

Problems::Problems() : outer_(listening) {
  listening = this;
}
Problems::~Problems() {
  listening = outer_;
}

LayoutReport& LayoutReport::the_one() {
  static LayoutReport report;
  return report;
}

LayoutReport::LayoutReport() : folder_(KERB_LAYOUT_REPORT) {
  std::filesystem::remove_all(folder_);
  std::filesystem::create_directories(folder_);
}

void LayoutReport::add(const std::string& screen, const Look& look, const Picture& picture,
                       const std::vector<std::string>& problems) {
  constexpr std::size_t kMost = 300;  // whoever has more mends these first
  if (entries_.size() >= kMost) return;
  Entry entry{screen + ", " + look.name(), screen + "-" + look.name() + ".png", problems};
  if (write_png(folder_ / entry.picture, picture.view())) entries_.push_back(std::move(entry));
}

void LayoutReport::write() const {
  std::ofstream page(folder_ / "index.html");
  page << "<!doctype html><html lang=en><meta charset=utf-8><title>Layout</title><style>"
          "body{font:16px system-ui;margin:2rem;max-width:70rem}img{max-width:100%;"
          "border:1px solid #888}li{margin:.3rem 0}</style><h1>Layout</h1>"
       << fmt::format("<p>{} pictures seen, {} with something wrong.</p>", seen_, entries_.size());
  for (const Entry& entry : entries_) {
    page << fmt::format("<h2>{}</h2><ul>", escaped(entry.title));
    for (const std::string& problem : entry.problems) {
      page << fmt::format("<li><pre>{}</pre>", escaped(problem));
    }
    page << fmt::format("</ul><img loading=lazy src=\"{0}\" alt=\"{0}\">", entry.picture);
  }
  page << "</html>\n";
}

}  // namespace kerb::kiosk::gallery
