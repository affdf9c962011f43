#include "kiosk/speech/wording.hpp"

#include <algorithm>
#include <array>

#include "kiosk/screens/texts/plain_text.hpp"

namespace kerb::kiosk {
namespace {

constexpr std::string_view kAround = "frame.";

bool ends_a_sentence(std::string_view text) {
  constexpr std::array<std::string_view, 9> kEnds{".", "!", "?", ":", "…", "。", "！", "？", "।"};
  return std::any_of(kEnds.begin(), kEnds.end(),
                     [&](std::string_view end) { return text.ends_with(end); });
}

void add_sentence(std::string& to, const std::string& sentence) {
  if (sentence.empty()) return;
  if (!to.empty()) to += ends_a_sentence(to) ? " " : ". ";
  to += sentence;
}

std::string words_of(const ui::Element& element) {
  std::string words = for_the_ear(element.label);
  const std::string value = for_the_ear(element.value);
  // A ring's caption stands below its figure: "34 % in your battery".
  if (element.role == ui::Role::progress && !words.empty() && !value.empty()) {
    return value + " " + words;
  }
  if (!words.empty() && !value.empty()) words += ", ";
  return words + value;
}

bool on_a_button(const ui::Element& element, const std::vector<const ui::Element*>& buttons) {
  return std::any_of(buttons.begin(), buttons.end(), [&](const ui::Element* button) {
    return button->bounds.contains(element.bounds.centre());
  });
}

bool is_news(ui::Role role) {
  return role == ui::Role::heading || role == ui::Role::alert || role == ui::Role::status ||
         role == ui::Role::dialog;
}

}  // namespace

// A voice reads a middle dot as "dot".
std::string for_the_ear(std::string_view text) {
  return replaced(replaced(plain_text(text), " ···· ", " "), " · ", ", ");
}

std::string spoken_screen(const ui::SemanticTree& tree) {
  const auto buttons = tree.stops();
  std::string all;
  for (const ui::Element* element : tree.reading_order()) {
    if (element->touchable || element->name.starts_with(kAround)) continue;
    if (on_a_button(*element, buttons)) continue;
    add_sentence(all, words_of(*element));
  }
  return all;
}

std::string spoken_element(const ui::Element& element, const Language& language) {
  const std::string words = words_of(element);
  return for_the_ear(element.enabled ? language.say("voice.button"_text, {{"label", words}})
                                     : language.say("voice.button_off"_text, {{"label", words}}));
}

std::vector<News> news_on(const ui::SemanticTree& tree) {
  std::vector<News> news;
  for (const ui::Element* element : tree.reading_order()) {
    if (!is_news(element->role) || element->name.starts_with(kAround)) continue;
    News one{element->name, {}, words_of(*element)};
    std::copy_if(one.text.begin(), one.text.end(), std::back_inserter(one.without_figures),
                 [](char c) { return c < '0' || c > '9'; });
    if (!one.text.empty()) news.push_back(std::move(one));
  }
  return news;
}

}  // namespace kerb::kiosk
