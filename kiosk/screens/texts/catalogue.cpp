#include "kiosk/screens/texts/catalogue.hpp"

#include <unicode/localpointer.h>
#include <unicode/messagepattern.h>
#include <unicode/msgfmt.h>
#include <unicode/uloc.h>

#include <fstream>
#include <mutex>
#include <optional>
#include <sstream>

#include "kiosk/screens/texts/digits.hpp"
#include "kiosk/screens/texts/pseudo.hpp"
#include "kiosk/station/preferences.hpp"

namespace kerb::kiosk {
namespace {

// The arguments that a message names; an error when it is no MessageFormat.
hal::Result<std::set<std::string>> argument_names(const std::string& message,
                                                  const PoEntry& entry) {
  std::set<std::string> names;
  if (message.find_first_of("{}'") == std::string::npos) return names;
  UErrorCode status = U_ZERO_ERROR;
  const icu::MessagePattern pattern(icu::UnicodeString::fromUTF8(message), nullptr, status);
  if (U_FAILURE(status)) {
    return hal::failure("texts.bad_message",
                        "line " + std::to_string(entry.line) + ": \"" + entry.id + "\": " + message,
                        "check its braces: this is ICU MessageFormat");
  }
  for (int i = 0; i < pattern.countParts(); ++i) {
    const icu::MessagePattern::Part& part = pattern.getPart(i);
    if (part.getType() != UMSGPAT_PART_TYPE_ARG_NAME) continue;
    std::string name;
    names.insert(pattern.getSubstring(part).toUTF8String(name));
  }
  return names;
}

hal::Result<void> check_translation(const PoEntry& entry, const SourceText& source) {
  const auto used = argument_names(entry.translation, entry);
  if (!used) return tl::make_unexpected(used.error());
  for (const std::string& name : *used) {
    if (source.arguments.contains(name)) continue;
    return hal::failure(
        "texts.unknown_argument",
        "line " + std::to_string(entry.line) + ": \"" + entry.id + "\" uses {" + name + "}",
        "use only the arguments of the English text: " + source.text);
  }
  return {};
}

hal::Result<std::vector<PoEntry>> read_po(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf())) {
    return hal::failure("texts.unreadable", "reading " + file.string(),
                        "install it, or remove the language from [preferences] locales");
  }
  return parse_po(text.str(), file.string());
}

std::vector<PoEntry> invented(const SourceTexts& english, const std::string& locale) {
  std::vector<PoEntry> entries;
  for (const auto& [id, source] : english.all()) {
    entries.push_back({id, source.text, pseudo_message(locale, source.text), false, 0});
  }
  return entries;
}

std::filesystem::path file_of(const std::filesystem::path& folder, const std::string& locale) {
  return folder / (locale + ".po");
}

bool is_there(const std::filesystem::path& folder, const std::string& locale) {
  std::error_code ignored;
  return std::filesystem::exists(file_of(folder, locale), ignored);
}

// The operator's texts of a language; none is no mistake. One that Kerb would never say is: its
// author would wait for it in vain.
hal::Result<std::vector<PoEntry>> read_own(const std::filesystem::path& folder,
                                           const SourceTexts& english, const std::string& locale) {
  if (folder.empty() || !is_there(folder, locale)) return std::vector<PoEntry>();
  auto entries = read_po(file_of(folder, locale));
  if (!entries) return entries;
  for (const PoEntry& entry : *entries) {
    if (english.all().contains(entry.id)) continue;
    return hal::failure("texts.unknown_text",
                        file_of(folder, locale).string() + ':' + std::to_string(entry.line) +
                            ": \"" + entry.id + '"',
                        "Kerb has no such text; en.po, which comes with it, has them all");
  }
  return entries;
}

}  // namespace

class Catalogue::Messages {
 public:
  explicit Messages(const std::string& locale) {
    UErrorCode status = U_ZERO_ERROR;
    locale_ = icu::Locale::forLanguageTag(locale, status);
    locale_.setUnicodeKeywordValue("nu", kDigits, status);
  }

  // Empty when ICU cannot write it.
  std::optional<std::string> write(TextId id, const std::string& message,
                                   const std::vector<icu::UnicodeString>& names,
                                   const std::vector<icu::Formattable>& values) {
    const std::lock_guard lock(mutex_);
    UErrorCode status = U_ZERO_ERROR;
    auto made = made_.find(id.id);
    if (made == made_.end()) {
      auto format = std::make_unique<icu::MessageFormat>(icu::UnicodeString::fromUTF8(message),
                                                         locale_, status);
      if (U_FAILURE(status)) return std::nullopt;
      made = made_.emplace(id.id, std::move(format)).first;
    }
    icu::UnicodeString written;
    made->second->format(names.data(), values.data(), static_cast<std::int32_t>(names.size()),
                         written, status);
    if (U_FAILURE(status)) return std::nullopt;
    std::string utf8;
    return written.toUTF8String(utf8);
  }

 private:
  std::mutex mutex_;
  icu::Locale locale_;
  std::map<std::string, std::unique_ptr<icu::MessageFormat>, std::less<>> made_;
};

hal::Result<SourceTexts> SourceTexts::load(const std::filesystem::path& shipped) {
  const auto entries = read_po(shipped / "en.po");
  if (!entries) return tl::make_unexpected(entries.error());
  return create(*entries);
}

hal::Result<SourceTexts> SourceTexts::create(const std::vector<PoEntry>& entries) {
  SourceTexts texts;
  for (const PoEntry& entry : entries) {
    auto names = argument_names(entry.source, entry);
    if (!names) return tl::make_unexpected(names.error());
    texts.all_.insert_or_assign(entry.id, SourceText{entry.source, std::move(*names)});
  }
  return texts;
}

hal::Result<Catalogue> Catalogue::load(const SourceTexts& english, const TextFolders& folders,
                                       const std::string& locale) {
  if (!is_locale(locale)) {
    return hal::failure("texts.no_such_locale", "loading the language \"" + locale + "\"",
                        "a locale is written like \"en\", \"de\" or \"pt-BR\"");
  }
  if (is_pseudo_locale(locale)) return create(english, invented(english, locale), locale);
  const auto own = read_own(folders.own, english, locale);
  if (!own) return tl::make_unexpected(own.error());
  std::vector<PoEntry> translated;
  if (locale != "en" && (own->empty() || is_there(folders.shipped, locale))) {
    auto shipped = read_po(file_of(folders.shipped, locale));
    if (!shipped) return tl::make_unexpected(shipped.error());
    translated = std::move(*shipped);
  }
  translated.insert(translated.end(), own->begin(), own->end());
  return create(english, translated, locale);
}

hal::Result<Catalogue> Catalogue::create(const SourceTexts& english,
                                         const std::vector<PoEntry>& translated,
                                         const std::string& locale) {
  Catalogue catalogue;
  catalogue.locale_ = locale;
  catalogue.rtl_ = uloc_isRightToLeft(locale.c_str()) != 0;
  catalogue.messages_ = std::make_shared<Messages>(locale);
  for (const PoEntry& entry : translated) {
    const auto source = english.all().find(entry.id);
    if (source == english.all().end() || entry.translation.empty() || entry.fuzzy) continue;
    if (auto fits = check_translation(entry, source->second); !fits) {
      return tl::make_unexpected(fits.error());
    }
    catalogue.texts_.insert_or_assign(entry.id, entry.translation);
  }
  for (const auto& [id, source] : english.all()) catalogue.texts_.try_emplace(id, source.text);
  return catalogue;
}

std::string Catalogue::text(TextId id, std::initializer_list<TextArgument> arguments) const {
  const auto found = texts_.find(id.id);
  if (found == texts_.end()) return "[" + std::string(id.id) + "]";
  if (found->second.find_first_of("{'") == std::string::npos) return found->second;

  std::vector<icu::UnicodeString> names;
  std::vector<icu::Formattable> values;
  for (const TextArgument& argument : arguments) {
    names.push_back(icu::UnicodeString::fromUTF8(
        icu::StringPiece(argument.name.data(), static_cast<std::int32_t>(argument.name.size()))));
    if (const auto* word = std::get_if<std::string>(&argument.value)) {
      values.emplace_back(icu::UnicodeString::fromUTF8(piece(*word)));
    } else {
      values.emplace_back(std::get<std::int64_t>(argument.value));
    }
  }
  const auto written = messages_->write(id, found->second, names, values);
  return written ? *written : "[" + std::string(id.id) + "]";
}

std::string Catalogue::piece(const std::string& word) const {
  return rtl_ ? "\u2068" + word + "\u2069" : word;
}

std::vector<std::string> Catalogue::ids() const {
  std::vector<std::string> all;
  for (const auto& [id, text] : texts_) all.push_back(id);
  return all;
}

}  // namespace kerb::kiosk
