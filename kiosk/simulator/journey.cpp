#include "kiosk/simulator/journey.hpp"

#include <fmt/format.h>

#include <fstream>
#include <utility>

#include "kiosk/simulator/journey_setup.hpp"
#include "kiosk/simulator/journey_statements.hpp"

namespace kerb::kiosk {
namespace {

constexpr std::size_t kMostOctets = std::size_t{256} * 1024;
constexpr std::size_t kMostLineOctets = 500;
constexpr std::size_t kMostSteps = 2000;

// Reads a story line by line and keeps every mistake.
class Reader {
 public:
  explicit Reader(const std::string& file) { journey_.file = file; }

  void line(std::string_view text);
  JourneyResult<Journey> finish();

 private:
  void mistake(const std::string& code, const std::string& what, std::string remedy);
  void statement(std::string_view text, const journey::Words& words);
  void misfit(const journey::Statement& statement, const journey::Words& words);
  void unknown(const std::vector<journey::Word>& words);

  Journey journey_;
  std::vector<hal::Error> errors_;
  int line_ = 0;
};

void Reader::mistake(const std::string& code, const std::string& what, std::string remedy) {
  errors_.push_back(
      {code, fmt::format("{}:{}: {}", journey_.file, line_, what), std::move(remedy)});
}

void Reader::line(std::string_view text) {
  ++line_;
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  if (text.size() > kMostLineOctets) {
    mistake("journey.too_long", fmt::format("a line of {} octets", text.size()),
            fmt::format("at most {} are read", kMostLineOctets));
    return;
  }
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 && c != '\t') {
      mistake("journey.syntax", "a control character", "a journey is plain UTF-8 text");
      return;
    }
  }
  std::string problem;
  auto words = journey::cut_words(text, problem);
  if (!words) {
    mistake("journey.syntax", problem, "close it with the same kind of quote");
    return;
  }
  if (words->empty()) return;
  const std::size_t first = text.find_first_not_of(" \t");
  text.remove_prefix(first);
  statement(text, journey::Words(std::move(*words)));
}

void Reader::statement(std::string_view text, const journey::Words& words) {
  for (const journey::Statement& known : journey::statements()) {
    journey::Words left = words;
    if (!left.take(known.begins)) continue;
    if (known.set != nullptr) {
      const bool late = !journey_.steps.empty();
      if (!known.set(left, journey_) || !left.done()) return misfit(known, left);
      if (late && known.begins != "story") {
        mistake("journey.syntax", fmt::format("\"{}\" after the story began", known.begins),
                "move it above the first thing that happens; during a story, touch the switch on "
                "the screen");
      }
      return;
    }
    auto action = known.read(left);
    if (!action || !left.done()) return misfit(known, left);
    if (journey_.steps.size() == kMostSteps) {
      mistake("journey.too_long", fmt::format("more than {} statements", kMostSteps),
              "tell two stories");
      return;
    }
    if (auto* tariff = std::get_if<journey::TariffBecomes>(&*action)) {
      tariff->file = journey::beside(journey_.file, tariff->file).string();
    }
    journey_.steps.push_back({line_, std::string(text), std::move(*action)});
    return;
  }
  std::string problem;
  unknown(*journey::cut_words(text, problem));
}

void Reader::misfit(const journey::Statement& statement, const journey::Words& words) {
  const bool too_much = words.wanted().empty();
  mistake("journey.syntax",
          too_much ? fmt::format("{} is too much here", words.found())
                   : fmt::format("expected {}, found {}", words.wanted(), words.found()),
          fmt::format("it is written: {}", statement.usage));
}

void Reader::unknown(const std::vector<journey::Word>& words) {
  // Compared phrase by phrase: as many of the line's words as the phrase has.
  std::vector<std::string> phrases;
  std::optional<std::string> likely;
  for (std::size_t count = 3; count > 0 && !likely; --count) {
    phrases.clear();
    for (const journey::Statement& known : journey::statements()) {
      const auto blanks = std::count(known.begins.begin(), known.begins.end(), ' ');
      if (static_cast<std::size_t>(blanks) + 1 == count) phrases.emplace_back(known.begins);
    }
    std::string begins;
    for (std::size_t i = 0; i < std::min(count, words.size()); ++i) {
      begins += (i > 0 ? " " : "") + words[i].text;
    }
    likely = journey::closest(begins, phrases);
  }
  std::string remedy = "`kerb simulate --help-journey` shows every statement";
  for (const journey::Statement& known : journey::statements()) {
    if (likely && known.begins == *likely) {
      remedy = fmt::format("did you mean: {}", known.usage);
    }
  }
  mistake("journey.syntax", fmt::format("no statement begins with \"{}\"", words.front().text),
          remedy);
}

JourneyResult<Journey> Reader::finish() {
  if (errors_.empty() && journey_.steps.empty()) {
    mistake("journey.syntax", "nothing happens in this story", "begin with: expect screen idle");
  }
  if (!errors_.empty()) return tl::make_unexpected(std::move(errors_));
  return std::move(journey_);
}

tl::unexpected<std::vector<hal::Error>> one_error(hal::Error error) {
  return tl::make_unexpected(std::vector<hal::Error>{std::move(error)});
}

}  // namespace

JourneyResult<Journey> parse_journey(std::string_view text, const std::string& file) {
  if (text.size() > kMostOctets) {
    return one_error({"journey.too_long", fmt::format("{}: {} octets", file, text.size()),
                      fmt::format("at most {} are read; is it a journey?", kMostOctets)});
  }
  Reader reader(file);
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    reader.line(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return reader.finish();
}

JourneyResult<Journey> read_journey(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string text(kMostOctets + 1, '\0');
  if (std::filesystem::is_directory(file) || !stream) {
    return one_error({"journey.unreadable", fmt::format("opening the journey {}", file.string()),
                      "name a .journey file that exists and can be read"});
  }
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return parse_journey(text, file.string());
}

std::string journey_language() {
  std::string page =
      "A journey tells what a driver does and sees, one statement a line; # begins a comment.\n"
      "The connector is 1 where [N] or [at N] is left out. What is expected may take up to 5 s of\n"
      "the station's time to become so; what is expected not to be there must not be there at\n"
      "once. The first line that does not hold ends the story, with a picture.\n\n";
  bool setup = true;
  page += "Before the story begins:\n";
  for (const journey::Statement& statement : journey::statements()) {
    if (setup && statement.set == nullptr) {
      setup = false;
      page += "\nThe story:\n";
    }
    if (statement.usage.size() > 42) {
      page += fmt::format("  {}\n  {:44}{}\n", statement.usage, "", statement.meaning);
    } else {
      // The width counts characters, and … and other marks are one each.
      page += fmt::format("  {:<44}{}\n", statement.usage, statement.meaning);
    }
  }
  std::vector<std::string> cards;
  for (const auto kind : hal::simulated::all_card_kinds()) {
    cards.emplace_back(hal::simulated::card_word(kind));
  }
  page += fmt::format("\nScreens: {}\nCards: {}\n", fmt::join(journey::screen_words(), ", "),
                      fmt::join(cards, ", "));
  return page;
}

}  // namespace kerb::kiosk
