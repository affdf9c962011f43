#include "kiosk/screens/texts/language.hpp"

#include <algorithm>

namespace kerb::kiosk {

std::string Language::line(std::initializer_list<std::string> words,
                           std::string_view between) const {
  std::string made;
  for (const std::string& word : words) {
    if (!made.empty()) made += between;
    made += catalogue.piece(word);
  }
  return made;
}

std::string Language::duration(hal::Seconds span) const {
  const auto minutes = std::max<hal::Seconds::rep>(span.count(), 0) / 60;
  if (minutes < 60) return say("duration.minutes"_text, {{"minutes", formats.count(minutes)}});
  return say("duration.hours"_text,
             {{"hours", formats.count(minutes / 60)}, {"minutes", formats.count(minutes % 60)}});
}

hal::Result<Languages> Languages::load(const TextFolders& folders,
                                       const std::vector<std::string>& locales,
                                       const std::string& time_zone) {
  if (locales.empty()) {
    return hal::failure("texts.no_such_locale", "loading the languages",
                        "name at least one locale");
  }
  const auto english = SourceTexts::load(folders.shipped);
  if (!english) return tl::make_unexpected(english.error());
  Languages languages;
  for (const std::string& locale : locales) {
    auto catalogue = Catalogue::load(*english, folders, locale);
    if (!catalogue) return tl::make_unexpected(catalogue.error());
    auto formats = Formats::create(locale, time_zone);
    if (!formats) return tl::make_unexpected(formats.error());
    languages.all_.push_back({std::move(*catalogue), std::move(*formats)});
  }
  return languages;
}

std::size_t Languages::position(const std::string& locale) const {
  const auto found = std::find_if(all_.begin(), all_.end(), [&](const Language& language) {
    return language.catalogue.locale() == locale;
  });
  return found == all_.end() ? 0 : static_cast<std::size_t>(found - all_.begin());
}

const Language& Languages::of(const std::string& locale) const {
  return all_[position(locale)];
}

const Language& Languages::after(const std::string& locale) const {
  return all_[(position(locale) + 1) % all_.size()];
}

}  // namespace kerb::kiosk
