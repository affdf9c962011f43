// One line of a journey, cut into words, and what the statements read from them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hal/charge_controller.hpp"
#include "hal/clock.hpp"

namespace kerb::kiosk::journey {

struct Word {
  std::string text;
  bool quoted = false;
};

// Cuts at blanks; a quoted text is one word (straight or curved quotes; \" and \\ inside), and #
// outside of quotes begins a comment. Empty with `problem` set when a quote is not closed.
std::optional<std::vector<Word>> cut_words(std::string_view line, std::string& problem);

// Reads words from the front. A reader that finds something else leaves the words as they are, so
// that the statement can try the next thing; at the end, failed() says what was wanted instead of
// what is there.
class Words {
 public:
  explicit Words(std::vector<Word> words) : words_(std::move(words)) {}

  bool done() const { return at_ == words_.size(); }
  // True and past it when the next words are these, e.g. "no text".
  bool take(std::string_view words);
  // The readers. `wanted` notes what they look for.
  std::optional<std::string> quoted();
  std::optional<std::string> name(std::string_view wanted);  // [a-z0-9._-]+
  std::optional<std::string> rest();                         // all words left, joined by blanks
  std::optional<std::int64_t> number(std::int64_t least, std::int64_t most,
                                     std::string_view wanted);
  std::optional<hal::Millis> span();                     // "10 min", "30 s", "500 ms", "2 h"
  std::optional<hal::Watts> power();                     // "50 kW", "7.4 kW", "300 W"
  std::optional<int> percent();                          // "80 %", "80%"
  std::optional<std::string> amount();                   // "12.64"
  std::optional<hal::EvseId> connector_if_any(bool at);  // "[at] N"; 1 without
  // Notes what would have been right here; returns an empty optional for whoever returns it.
  std::nullopt_t fail(std::string_view wanted);

  const std::string& wanted() const { return wanted_; }
  std::string found() const;  // the word that stands here, or "the end of the line"

 private:
  const Word* next() const { return done() ? nullptr : &words_[at_]; }

  std::vector<Word> words_;
  std::size_t at_ = 0;
  std::string wanted_;
};

// The entry that is most like `word`, if one is near enough to be what was meant.
std::optional<std::string> closest(std::string_view word, const std::vector<std::string>& among);

}  // namespace kerb::kiosk::journey
