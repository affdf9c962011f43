#include "kiosk/simulator/journey_readers.hpp"

namespace kerb::kiosk::journey {
MaybeAction read_expect_screen(Words& words) {
  const auto screen = read_screen_word(words);
  if (!screen) return std::nullopt;
  return ExpectScreen{*screen};
}

MaybeAction read_expect_no_element(Words& words) {
  const auto element = words.name("the name of an element, such as pay.start");
  if (!element) return std::nullopt;
  return ExpectElement{.element = *element, .present = false, .value = {}, .disabled = false};
}

MaybeAction read_expect_element(Words& words) {
  const auto element = words.name("the name of an element, such as pay.start");
  if (!element) return std::nullopt;
  ExpectElement expect{.element = *element, .present = true, .value = {}, .disabled = false};
  if (words.take("value")) {
    expect.value = words.quoted();
    if (!expect.value) return std::nullopt;
  }
  expect.disabled = words.take("disabled");
  return expect;
}

MaybeAction read_expect_bank(Words& words) {
  ExpectBank expect;
  if (words.take("holds")) {
    expect.book = ExpectBank::Book::holds;
  } else if (words.take("captured")) {
    expect.book = ExpectBank::Book::captured;
  } else if (words.take("released")) {
    expect.book = ExpectBank::Book::released;
  } else {
    return words.fail("\"holds\", \"captured\" or \"released\"");
  }
  if (words.take("nothing")) return expect;
  expect.contents = ExpectBank::Contents::something;
  if (words.take("something")) return expect;
  expect.contents = ExpectBank::Contents::amounts;
  do {
    const auto amount = words.amount();
    if (!amount) return std::nullopt;
    expect.amounts.push_back(*amount);
  } while (words.take("and"));
  return expect;
}

MaybeAction read_receipt_matches(Words&) {
  return ExpectReceiptMatchesBank{};
}

MaybeAction read_picture(Words& words) {
  const auto name = words.name("a name of small letters, digits, dots and dashes: \"plug-in\"");
  if (!name) return std::nullopt;
  return Picture{*name};
}

}  // namespace kerb::kiosk::journey
