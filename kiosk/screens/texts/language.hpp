// A language as one session uses it: its words and its way to write amounts. The driver changes it
// at any moment; the screens take it from the snapshot's preferences, frame by frame.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "kiosk/screens/texts/catalogue.hpp"
#include "kiosk/screens/texts/formats.hpp"

namespace kerb::kiosk {

struct Language {
  Catalogue catalogue;
  Formats formats;

  std::string say(TextId id, std::initializer_list<TextArgument> arguments = {}) const {
    return catalogue.text(id, arguments);
  }
  // Several words in one line, which has no sentence to hold them: "CCS 300 kW".
  std::string line(std::initializer_list<std::string> words, std::string_view between) const;
  // "18 min", "1 h 5 min": cut to whole minutes, never negative.
  std::string duration(hal::Seconds span) const;
};

// The languages that a station speaks, in the order in which the language button goes round. Loaded
// once at start; immutable after.
class Languages {
 public:
  // `folders` hold the .po files. `locales` must not be empty: the first is what an unknown locale
  // falls back to. Errors: those of SourceTexts::load(), Catalogue::load() and
  // Formats::create().
  static hal::Result<Languages> load(const TextFolders& folders,
                                     const std::vector<std::string>& locales,
                                     const std::string& time_zone);

  const Language& of(const std::string& locale) const;
  // Whom the language button leads to.
  const Language& after(const std::string& locale) const;
  const std::vector<Language>& all() const { return all_; }

 private:
  std::size_t position(const std::string& locale) const;
  std::vector<Language> all_;
};

}  // namespace kerb::kiosk
