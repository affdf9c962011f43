// The words of one language. A text has a stable id ("idle.title"); the code names it as
// "idle.title"_text, which is also how tests/unit/texts finds every id that is used. A text that
// the language lacks comes in English, one by one, so a half-finished translation never leaves a
// hole on the screen.
//
// Texts are ICU MessageFormat with named arguments: "In use for about {minutes, plural, one {#
// minute} other {# minutes}}". Amounts, energies and times arrive already formatted
// (texts/formats.hpp).
#pragma once

#include <filesystem>
#include <initializer_list>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "hal/error.hpp"
#include "kiosk/screens/texts/po.hpp"

namespace kerb::kiosk {

struct TextId {
  std::string_view id;
};
constexpr TextId operator""_text(const char* id, std::size_t length) {
  return {{id, length}};
}

// One named argument: a word that is already as it shall be read, or a count for a plural.
struct TextArgument {
  std::string_view name;
  std::variant<std::string, std::int64_t> value;
};

// Where texts come from. What stands in an operator's own LOCALE.po goes before what Kerb says, and
// a language that Kerb does not have may be there alone.
struct TextFolders {
  TextFolders(std::filesystem::path kerbs, std::filesystem::path operators = {})
      : shipped(std::move(kerbs)), own(std::move(operators)) {}
  std::filesystem::path shipped;
  std::filesystem::path own;  // may be empty
};

// What Kerb says, in English, and the arguments that each text is given.
struct SourceText {
  std::string text;
  std::set<std::string> arguments;
};
class SourceTexts {
 public:
  // Reads en.po. Errors: texts.unreadable, those of parse_po(), texts.bad_message (not ICU
  // MessageFormat).
  static hal::Result<SourceTexts> load(const std::filesystem::path& shipped);
  static hal::Result<SourceTexts> create(const std::vector<PoEntry>& entries);

  const std::map<std::string, SourceText, std::less<>>& all() const { return all_; }

 private:
  std::map<std::string, SourceText, std::less<>> all_;
};

// Immutable after load, so any thread may read it.
class Catalogue {
 public:
  // Reads LOCALE.po of both folders; the invented languages of texts/pseudo.hpp need none. `locale`
  // as is_locale() wants it. Errors: texts.no_such_locale, texts.unreadable, those of parse_po(),
  // texts.bad_message, texts.unknown_argument (a translation names one that the English text does
  // not have), texts.unknown_text (an operator's file names a text that Kerb does not have).
  static hal::Result<Catalogue> load(const SourceTexts& english, const TextFolders& folders,
                                     const std::string& locale);

  // The same from entries.
  static hal::Result<Catalogue> create(const SourceTexts& english,
                                       const std::vector<PoEntry>& translated,
                                       const std::string& locale);

  const std::string& locale() const { return locale_; }

  // UTF-8. An id that no catalogue has comes back as "[id]": visible, and found by the tests.
  std::string text(TextId id, std::initializer_list<TextArgument> arguments = {}) const;

  // A word as one piece of a line: in a right-to-left language the words beside it do not turn it
  // round, and it does not decide where the line begins (Unicode UAX 9, first strong isolate).
  std::string piece(const std::string& word) const;

  bool has(std::string_view id) const { return texts_.find(id) != texts_.end(); }
  std::vector<std::string> ids() const;

 private:
  // What ICU makes of a text, kept from one frame to the next.
  class Messages;

  std::string locale_;
  bool rtl_ = false;
  std::map<std::string, std::string, std::less<>> texts_;
  std::shared_ptr<Messages> messages_;  // shared by copies; has a lock of its own
};

}  // namespace kerb::kiosk
