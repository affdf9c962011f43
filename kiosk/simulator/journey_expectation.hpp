// Looks at a stage once and says whether what a statement expects is there; when it is not, in
// words that tell the writer of the story what there was instead.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kiosk/simulator/journey.hpp"

namespace kerb::kiosk::journey {

struct Mismatch {
  std::string expected;
  std::string found;    // what was there
  std::string closest;  // the likeliest of it; may be empty
};
using Verdict = std::optional<Mismatch>;  // empty: it holds

Verdict check(Stage& stage, const ExpectScreen& expect);
Verdict check(Stage& stage, const ExpectText& expect);
Verdict check(Stage& stage, const ExpectElement& expect);
Verdict check(Stage& stage, const ExpectBank& expect);
Verdict check(Stage& stage, const ExpectReceiptMatchesBank& expect);
// The element is there and answers.
Verdict check_touchable(Stage& stage, const std::string& element);

// A text as a story writes it: plain_text(), and a curved apostrophe is a straight one. "64 %" is
// then found also where the blank may not break.
std::string plain(std::string_view text);

}  // namespace kerb::kiosk::journey
