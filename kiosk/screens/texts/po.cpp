#include "kiosk/screens/texts/po.hpp"

#include <set>

namespace kerb::kiosk {
namespace {

constexpr std::size_t kMostOctets = 1 << 20;

// One file's state: the entry being built and which of its strings continues on the next line.
class PoReader {
 public:
  explicit PoReader(const std::string& name) : name_(name) {}

  hal::Result<void> line(std::string_view text, int number) {
    number_ = number;
    while (!text.empty() && (text.back() == '\r' || text.back() == ' ')) text.remove_suffix(1);
    if (text.empty()) return finish();
    if (text.starts_with("#~")) return {};
    if (text.front() == '#') return comment(text);
    if (text.front() == '"') return continuation(text);
    return keyword(text);
  }

  hal::Result<void> finish() {
    if (!has_source_) {
      if (has_id_) return syntax("a msgctxt without a msgid", "add the English text as msgid");
      current_ = nullptr;
      return {};
    }
    if (!has_translation_) return syntax("a msgid without a msgstr", "add msgstr \"\"");
    const bool header = !has_id_ && entry_.source.empty();
    if (!header) {
      if (!has_id_) return syntax("an entry without an id", "add a msgctxt line before its msgid");
      if (!ids_.insert(entry_.id).second) {
        return hal::failure("texts.duplicate", where() + ": \"" + entry_.id + "\" a second time",
                            "remove one of the two entries");
      }
      entries_.push_back(std::move(entry_));
    }
    entry_ = {};
    has_id_ = has_source_ = has_translation_ = false;
    current_ = nullptr;
    return {};
  }

  std::vector<PoEntry> take() { return std::move(entries_); }

 private:
  std::string where() const { return name_ + ":" + std::to_string(number_); }

  tl::unexpected<hal::Error> syntax(const std::string& what, std::string remedy) const {
    return hal::failure("texts.syntax", where() + ": " + what, std::move(remedy));
  }

  hal::Result<void> comment(std::string_view text) {
    // A comment belongs to the entry that follows it.
    if (has_source_) {
      if (auto done = finish(); !done) return done;
    }
    if (text.starts_with("#,") && text.find("fuzzy") != std::string_view::npos) entry_.fuzzy = true;
    return {};
  }

  hal::Result<void> keyword(std::string_view text) {
    if (text.starts_with("msgid_plural") || text.starts_with("msgstr[")) {
      return syntax("gettext plural forms",
                    "write the plural inside the text: {count, plural, one {…} other {…}}");
    }
    if (text.starts_with("msgctxt ")) {
      if (has_source_) {
        if (auto done = finish(); !done) return done;
      }
      return begin(entry_.id, has_id_, text.substr(8));
    }
    if (text.starts_with("msgid ")) {
      if (has_source_) {
        if (auto done = finish(); !done) return done;
      }
      return begin(entry_.source, has_source_, text.substr(6));
    }
    if (text.starts_with("msgstr ")) {
      if (!has_source_) return syntax("msgstr before msgid", "put msgid first");
      return begin(entry_.translation, has_translation_, text.substr(7));
    }
    return syntax("a line that is neither comment, msgctxt, msgid, msgstr nor a string",
                  "remove it or put it in quotes");
  }

  hal::Result<void> begin(std::string& target, bool& seen, std::string_view quoted) {
    if (seen)
      return syntax("the same keyword twice in one entry", "separate entries with an empty line");
    if (!has_id_ && !has_source_) entry_.line = number_;
    seen = true;
    current_ = &target;
    while (!quoted.empty() && quoted.front() == ' ') quoted.remove_prefix(1);
    return continuation(quoted);
  }

  hal::Result<void> continuation(std::string_view quoted) {
    if (current_ == nullptr)
      return syntax("a string that belongs to nothing", "put msgid before it");
    if (quoted.size() < 2 || quoted.front() != '"' || quoted.back() != '"') {
      return syntax("a string without both quotes", "write \"…\" on one line");
    }
    quoted = quoted.substr(1, quoted.size() - 2);
    for (std::size_t i = 0; i < quoted.size(); ++i) {
      char c = quoted[i];
      if (c == '"') return syntax("a quote inside a string", "write \\\" for it");
      if (c == '\\') {
        if (++i == quoted.size())
          return syntax("a backslash at the end", "write \\\\ for one backslash");
        switch (quoted[i]) {
          case 'n':
            c = '\n';
            break;
          case 't':
            c = '\t';
            break;
          case '"':
            c = '"';
            break;
          case '\\':
            c = '\\';
            break;
          default:
            return syntax("an unknown escape", "only \\n, \\t, \\\" and \\\\ are known");
        }
      }
      current_->push_back(c);
    }
    return {};
  }

  std::string name_;
  int number_ = 0;
  PoEntry entry_;
  bool has_id_ = false;
  bool has_source_ = false;
  bool has_translation_ = false;
  std::string* current_ = nullptr;
  std::set<std::string, std::less<>> ids_;
  std::vector<PoEntry> entries_;
};

}  // namespace

hal::Result<std::vector<PoEntry>> parse_po(std::string_view text, const std::string& name) {
  if (text.size() > kMostOctets) {
    return hal::failure("texts.too_long", "reading " + name,
                        "a catalogue has at most one megabyte");
  }
  PoReader reader(name);
  int number = 0;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (auto done = reader.line(text.substr(0, end), ++number); !done) {
      return tl::make_unexpected(done.error());
    }
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  if (auto done = reader.finish(); !done) return tl::make_unexpected(done.error());
  return reader.take();
}

}  // namespace kerb::kiosk
