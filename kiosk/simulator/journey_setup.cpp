#include "kiosk/simulator/journey_setup.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "hal/simulated/terminal/profile.hpp"

namespace kerb::kiosk::journey {
namespace {

bool set_amount(Words& words, std::optional<std::string>& target) {
  const Words before = words;
  const auto amount = words.rest();
  if (!amount || !payment::Money::from_decimal(*amount, payment::Currency{})) {
    words = before;
    return words.fail("an amount such as 25.00"), false;
  }
  target = *amount;
  return true;
}

}  // namespace

bool set_story(Words& words, Journey& journey) {
  const auto title = words.rest();
  if (title) journey.title = *title;
  return title.has_value();
}

bool set_size(Words& words, Journey& journey) {
  constexpr std::string_view kWanted = "width x height, 320 to 4096 pixels each: \"800x1280\"";
  const Words before = words;
  const auto text = words.name(kWanted);
  if (!text) return false;
  const std::size_t cross = text->find('x');
  const auto side = [&](std::string_view part) {
    Words one({{std::string(part), false}});
    return one.number(320, 4096, kWanted);
  };
  const auto width = side(std::string_view(*text).substr(0, cross));
  const auto height =
      cross == std::string::npos ? std::nullopt : side(std::string_view(*text).substr(cross + 1));
  if (!width || !height) {
    words = before;
    return words.fail(kWanted), false;
  }
  journey.setup.size = {static_cast<int>(*width), static_cast<int>(*height)};
  return true;
}

bool set_locale(Words& words, Journey& journey) {
  const Words before = words;
  const auto locale = words.rest();
  if (!locale || !is_locale(*locale)) {
    words = before;
    return words.fail("a language tag (BCP 47) such as \"de\""), false;
  }
  journey.setup.locale = *locale;
  return true;
}

bool set_theme(Words& words, Journey& journey) {
  for (const auto& [word, theme] : kThemeWords) {
    if (words.take(word)) return journey.setup.theme = theme, true;
  }
  return words.fail("\"light\", \"dark\" or \"contrast\""), false;
}

bool set_large_text(Words& /*words*/, Journey& journey) {
  return journey.setup.large_text = true;
}

bool set_reach(Words& words, Journey& journey) {
  constexpr const char* kWanted = "a height in millimetres such as 150 mm";
  const auto height = words.number(90, 2000, kWanted);
  if (!height) return false;
  if (!words.take("mm")) return words.fail(kWanted), false;
  journey.setup.reach_mm = static_cast<int>(*height);
  return true;
}

bool set_hold(Words& words, Journey& journey) {
  return set_amount(words, journey.setup.hold);
}

bool set_raise_by(Words& words, Journey& journey) {
  return set_amount(words, journey.setup.raise_by);
}

bool set_back_end_bills(Words& /*words*/, Journey& journey) {
  return journey.setup.back_end_bills = true;
}

bool set_back_end_sells(Words& /*words*/, Journey& journey) {
  return journey.setup.back_end_sells = true;
}

bool set_receipt_service(Words& /*words*/, Journey& journey) {
  return journey.setup.receipt_service = true;
}

bool set_terminal(Words& words, Journey& journey) {
  const auto profile = words.rest();
  if (!profile || hal::simulated::terminal::profile_named(*profile) == nullptr) {
    return words.fail("a terminal: generic, feig or ccv"), false;
  }
  journey.setup.terminal = *profile;
  return true;
}

bool set_tariff(Words& words, Journey& journey) {
  const auto file = words.rest();
  if (!file) return words.fail("a file, such as tariffs/night.json"), false;
  journey.setup.tariff = beside(journey.file, *file);
  return true;
}

bool set_law(Words& words, Journey& journey) {
  const Words before = words;
  const auto name = words.rest();
  const auto law = name ? payment::tariff::law_of(*name) : std::nullopt;
  if (!law) {
    words = before;
    return words.fail("afir, de, uk, us-nevi or us-ca"), false;
  }
  journey.setup.law = *law;
  return true;
}

bool set_beginning(Words& words, Journey& journey) {
  constexpr const char* kWanted = "a date and a time such as 2026-10-24 23:30";
  const Words before = words;
  const auto text = words.rest();
  const auto space = text ? text->find(' ') : std::string::npos;
  const auto day = space == std::string::npos ? std::nullopt
                                              : payment::tariff::read_date(text->substr(0, space));
  const auto minute = space == std::string::npos
                          ? std::nullopt
                          : payment::tariff::read_time_of_day(text->substr(space + 1));
  if (!day || !minute) {
    words = before;
    return words.fail(kWanted), false;
  }
  journey.setup.begins = JourneySetup::Beginning{*day, *minute};
  return true;
}

std::filesystem::path beside(const std::string& story, const std::string& name) {
  return std::filesystem::path(story).parent_path() / name;
}

}  // namespace kerb::kiosk::journey
