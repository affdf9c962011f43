#include "kiosk/speech/narrator.hpp"

#include <algorithm>
#include <utility>

namespace kerb::kiosk {
namespace {

using Meaning = hal::Key::Meaning;

constexpr hal::Minutes kListenerGone{2};
constexpr int kVolumeStep = 20;
constexpr int kLoudest = 100;
constexpr int kSoftest = 20;

// A dialog over a screen is another place; so is the same screen in another language.
std::string place_of(const Snapshot& snapshot) {
  return std::string(screen_name(snapshot.screen)) + (snapshot.leaving_in ? " leaving " : " ") +
         snapshot.preferences.locale;
}

}  // namespace

Narrator::Narrator(hal::Voice& voice, const Languages& languages, int volume)
    : voice_(voice), languages_(languages), usual_volume_(volume), volume_(volume) {}

const Language& Narrator::language(const Snapshot& snapshot) const {
  return languages_.of(snapshot.preferences.locale);
}

bool Narrator::listener_gone(const Snapshot& snapshot, hal::Monotonic now) const {
  return !plugged_ && std::holds_alternative<IdleModel>(snapshot.screen) &&
         now - last_key_ >= kListenerGone;
}

void Narrator::say(std::string text, const Snapshot& snapshot) {
  if (text.empty()) return;
  paused_ = false;
  last_ = {std::move(text), snapshot.preferences.locale};
  voice_.say(last_);
}

void Narrator::begin(const Snapshot& snapshot, const ui::SemanticTree& tree) {
  on_ = true;
  volume_ = usual_volume_;
  voice_.set_volume(volume_);
  place_ = place_of(snapshot);
  focused_.clear();
  news_ = news_on(tree);
  say(for_the_ear(language(snapshot).say("voice.welcome"_text)) + " " + spoken_screen(tree),
      snapshot);
}

void Narrator::end() {
  on_ = false;
  paused_ = false;
  last_ = {};
}

void Narrator::turn_volume(const Snapshot& snapshot) {
  volume_ = volume_ >= kLoudest ? kSoftest : std::min(kLoudest, volume_ + kVolumeStep);
  voice_.set_volume(volume_);
  const Language& words = language(snapshot);
  say(for_the_ear(words.say("voice.volume"_text, {{"percent", words.formats.percent(volume_)}})),
      snapshot);
}

bool Narrator::heed(Meaning key, const Snapshot& snapshot, const ui::SemanticTree& tree,
                    hal::Monotonic now) {
  if (listener_gone(snapshot, now)) end();
  last_key_ = now;
  if (!on_) return begin(snapshot, tree), true;
  switch (key) {
    case Meaning::speech:
      say(for_the_ear(language(snapshot).say("voice.off"_text)), snapshot);
      return end(), true;
    case Meaning::repeat:
      paused_ = false;
      voice_.say(last_);
      return true;
    case Meaning::pause:
      voice_.pause(paused_ = !paused_);
      return true;
    case Meaning::volume:
      return turn_volume(snapshot), true;
    case Meaning::next:
    case Meaning::previous:
    case Meaning::activate:
    case Meaning::back:
    case Meaning::help:
      return false;
  }
  return false;
}

void Narrator::headset(bool plugged, const Snapshot& snapshot, const ui::SemanticTree& tree,
                       hal::Monotonic now) {
  if (plugged == plugged_) return;
  plugged_ = plugged;
  last_key_ = now;
  if (plugged && !on_) return begin(snapshot, tree);
  if (plugged || !on_) return;
  voice_.hush();
  end();
}

void Narrator::ask_to_choose(const Snapshot& snapshot) {
  if (on_) say(for_the_ear(language(snapshot).say("voice.choose_first"_text)), snapshot);
}

void Narrator::look(const Snapshot& snapshot, const ui::SemanticTree& tree,
                    std::string_view focused, hal::Monotonic now) {
  if (!on_) return;
  if (listener_gone(snapshot, now)) return voice_.hush(), end();
  const bool moved = focused != focused_;
  focused_ = focused;
  std::vector<News> news = news_on(tree);
  if (std::string place = place_of(snapshot); place != place_) {
    place_ = std::move(place);
    news_ = std::move(news);
    return say(spoken_screen(tree), snapshot);
  }
  const ui::Element* element = moved ? tree.find(focused_) : nullptr;
  if (element != nullptr) {
    news_ = std::move(news);
    return say(spoken_element(*element, language(snapshot)), snapshot);
  }
  say_news(std::move(news), snapshot);
}

// Only what was not there before.
void Narrator::say_news(std::vector<News> news, const Snapshot& snapshot) {
  std::string fresh;
  for (const News& one : news) {
    const bool known = std::any_of(news_.begin(), news_.end(), [&](const News& old) {
      return old.element == one.element && old.without_figures == one.without_figures;
    });
    if (!known) fresh += (fresh.empty() ? "" : ". ") + one.text;
  }
  news_ = std::move(news);
  say(std::move(fresh), snapshot);
}

}  // namespace kerb::kiosk
