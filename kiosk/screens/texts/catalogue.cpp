#include "kiosk/screens/texts/catalogue.hpp"

#include <unicode/localpointer.h>
#include <unicode/messagepattern.h>
#include <unicode/msgfmt.h>
#include <unicode/uloc.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "kiosk/screens/texts/pseudo.hpp"

namespace kerb::kiosk {
namespace {

using ArgumentNames = std::set<std::string>;

// The arguments that a message names; an error when it is no MessageFormat.
hal::Result<ArgumentNames> argument_names(const std::string& message, const PoEntry& entry) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::MessagePattern pattern(icu::UnicodeString::fromUTF8(message), nullptr, status);
  if (U_FAILURE(status)) {
    return hal::failure("texts.bad_message",
                        "line " + std::to_string(entry.line) + ": \"" + entry.id + "\": " + message,
                        "check its braces: this is ICU MessageFormat");
  }
  ArgumentNames names;
  for (int i = 0; i < pattern.countParts(); ++i) {
    const icu::MessagePattern::Part& part = pattern.getPart(i);
    if (part.getType() != UMSGPAT_PART_TYPE_ARG_NAME) continue;
    std::string name;
    names.insert(pattern.getSubstring(part).toUTF8String(name));
  }
  return names;
}

hal::Result<void> check_translation(const PoEntry& entry, const std::string& source) {
  const auto offered = argument_names(source, entry);
  if (!offered) return tl::make_unexpected(offered.error());
  const auto used = argument_names(entry.translation, entry);
  if (!used) return tl::make_unexpected(used.error());
  for (const std::string& name : *used) {
    if (offered->contains(name)) continue;
    return hal::failure(
        "texts.unknown_argument",
        "line " + std::to_string(entry.line) + ": \"" + entry.id + "\" uses {" + name + "}",
        "use only the arguments of the English text: " + source);
  }
  return {};
}

bool well_formed_locale(const std::string& locale) {
  return !locale.empty() && locale.size() <= 35 &&
         std::all_of(locale.begin(), locale.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-';
         });
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

std::vector<PoEntry> invented(std::vector<PoEntry> english, const std::string& locale) {
  for (PoEntry& entry : english) entry.translation = pseudo_message(locale, entry.source);
  return english;
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
                                           const std::vector<PoEntry>& english,
                                           const std::string& locale) {
  if (folder.empty() || !is_there(folder, locale)) return std::vector<PoEntry>();
  auto entries = read_po(file_of(folder, locale));
  if (!entries) return entries;
  for (const PoEntry& entry : *entries) {
    const auto is_it = [&](const PoEntry& known) { return known.id == entry.id; };
    if (std::any_of(english.begin(), english.end(), is_it)) continue;
    return hal::failure("texts.unknown_text",
                        file_of(folder, locale).string() + ':' + std::to_string(entry.line) +
                            ": \"" + entry.id + '"',
                        "Kerb has no such text; en.po, which comes with it, has them all");
  }
  return entries;
}

}  // namespace

hal::Result<Catalogue> Catalogue::load(const TextFolders& folders, const std::string& locale) {
  if (!well_formed_locale(locale)) {
    return hal::failure("texts.no_such_locale", "loading the language \"" + locale + "\"",
                        "a locale is written like \"en\", \"de\" or \"pt-BR\"");
  }
  const auto english = read_po(folders.shipped / "en.po");
  if (!english) return tl::make_unexpected(english.error());
  if (is_pseudo_locale(locale)) return create(*english, invented(*english, locale), locale);
  const auto own = read_own(folders.own, *english, locale);
  if (!own) return tl::make_unexpected(own.error());
  std::vector<PoEntry> translated;
  if (locale != "en" && (own->empty() || is_there(folders.shipped, locale))) {
    auto shipped = read_po(file_of(folders.shipped, locale));
    if (!shipped) return tl::make_unexpected(shipped.error());
    translated = std::move(*shipped);
  }
  translated.insert(translated.end(), own->begin(), own->end());
  return create(*english, translated, locale);
}

hal::Result<Catalogue> Catalogue::create(const std::vector<PoEntry>& english,
                                         const std::vector<PoEntry>& translated,
                                         const std::string& locale) {
  Catalogue catalogue;
  catalogue.locale_ = locale;
  for (const PoEntry& entry : english) {
    if (auto names = argument_names(entry.source, entry); !names) {
      return tl::make_unexpected(names.error());
    }
    catalogue.texts_[entry.id] = entry.source;
  }
  const auto sources = catalogue.texts_;
  for (const PoEntry& entry : translated) {
    const auto source = sources.find(entry.id);
    if (source == sources.end() || entry.translation.empty() || entry.fuzzy) continue;
    if (auto fits = check_translation(entry, source->second); !fits) {
      return tl::make_unexpected(fits.error());
    }
    catalogue.texts_[entry.id] = entry.translation;
  }
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
  UErrorCode status = U_ZERO_ERROR;
  const icu::MessageFormat format(icu::UnicodeString::fromUTF8(found->second),
                                  icu::Locale::forLanguageTag(locale_, status), status);
  icu::UnicodeString written;
  format.format(names.data(), values.data(), static_cast<std::int32_t>(names.size()), written,
                status);
  if (U_FAILURE(status)) return "[" + std::string(id.id) + "]";
  std::string utf8;
  return written.toUTF8String(utf8);
}

std::string Catalogue::piece(const std::string& word) const {
  return uloc_isRightToLeft(locale_.c_str()) != 0 ? "\u2068" + word + "\u2069" : word;
}

std::vector<std::string> Catalogue::ids() const {
  std::vector<std::string> all;
  for (const auto& [id, text] : texts_) all.push_back(id);
  return all;
}

}  // namespace kerb::kiosk
