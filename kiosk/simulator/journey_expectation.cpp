#include "kiosk/simulator/journey_expectation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "kiosk/screens/texts/plain_text.hpp"
#include "kiosk/simulator/journey_line.hpp"

namespace kerb::kiosk::journey {
namespace {

constexpr std::size_t kMostListed = 40;
constexpr std::size_t kMostOctets = 160;

std::string listed(const std::vector<std::string>& texts) {
  std::string list;
  for (std::size_t i = 0; i < std::min(texts.size(), kMostListed); ++i) {
    std::string text = texts[i].substr(0, kMostOctets);
    // Not in the middle of a character.
    while (text.size() < texts[i].size() && !text.empty() &&
           (static_cast<unsigned char>(texts[i][text.size()]) & 0xC0U) == 0x80) {
      text.pop_back();
    }
    list += fmt::format("{}\"{}{}\"", i > 0 ? ", " : "", text, text == texts[i] ? "" : "…");
  }
  if (texts.size() > kMostListed) list += fmt::format(" and {} more", texts.size() - kMostListed);
  return texts.empty() ? "nothing" : list;
}

std::vector<std::string> screen_texts(Stage& stage) {
  std::vector<std::string> texts;
  for (const SeenElement& element : stage.elements()) {
    std::string text = element.label;
    if (!element.value.empty()) text += (text.empty() ? "" : " ") + element.value;
    if (!text.empty()) texts.push_back(plain(text));
  }
  return texts;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end != 0) lines.push_back(plain(text.substr(0, end)));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

struct Reading {
  std::string where;
  std::vector<std::string> texts;
};

hal::Result<Reading> read(Stage& stage, Source source) {
  switch (source) {
    case Source::screen_text:
      return Reading{fmt::format("on the screen \"{}\"", stage.screen()), screen_texts(stage)};
    case Source::receipt:
      return stage.receipt().map([](const std::string& text) {
        return Reading{"on the receipt", lines_of(text)};
      });
    case Source::page:
      return stage.page().map([](const std::string& text) {
        return Reading{"on the page that the code leads to", lines_of(text)};
      });
    case Source::voice: {
      Reading reading{"from the voice", stage.heard()};
      for (std::string& text : reading.texts) text = plain(text);
      return reading;
    }
    case Source::journal:
      break;
  }
  return stage.journal().map([](std::vector<std::string> lines) {
    for (std::string& line : lines) line = plain(line);
    return Reading{"in the journal", std::move(lines)};
  });
}

// The text that is most like the wanted one; a part of a long text counts as much as a whole short
// one.
std::string likeliest(const std::string& wanted, const std::vector<std::string>& texts) {
  const auto lower = [](std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
  };
  for (const std::string& text : texts) {
    if (lower(text).find(lower(wanted)) != std::string::npos) return text;
  }
  return closest(wanted, texts).value_or("");
}

bool has_amount(const std::string& text, const std::string& amount) {
  const auto is_digit_at = [&](std::size_t at) {
    return at < text.size() && text[at] >= '0' && text[at] <= '9';
  };
  for (std::size_t at = text.find(amount); at != std::string::npos;
       at = text.find(amount, at + 1)) {
    if (!is_digit_at(at - 1) && !is_digit_at(at + amount.size())) return true;
  }
  return false;
}

std::vector<std::string> names_of(const std::vector<SeenElement>& elements) {
  std::vector<std::string> names;
  for (const SeenElement& element : elements) {
    if (!element.name.empty()) names.push_back(element.name);
  }
  return names;
}

const SeenElement* find(const std::vector<SeenElement>& elements, const std::string& name) {
  const auto found = std::find_if(elements.begin(), elements.end(),
                                  [&](const SeenElement& e) { return e.name == name; });
  return found == elements.end() ? nullptr : &*found;
}

Mismatch no_such_element(Stage& stage, const std::string& name,
                         const std::vector<SeenElement>& elements) {
  const auto names = names_of(elements);
  return {fmt::format("an element named {}", name),
          fmt::format("the screen \"{}\" with {}", stage.screen(), listed(names)),
          closest(name, names).value_or("")};
}

}  // namespace

std::string plain(std::string_view text) {
  return replaced(plain_text(text), "\u2019", "'");
}

Verdict check(Stage& stage, const ExpectScreen& expect) {
  const std::string screen = stage.screen();
  if (screen == expect.screen) return std::nullopt;
  return Mismatch{fmt::format("the screen \"{}\"", expect.screen),
                  fmt::format("the screen \"{}\" with {}", screen, listed(screen_texts(stage))),
                  ""};
}

Verdict check(Stage& stage, const ExpectText& expect) {
  const std::string wanted = plain(expect.text);
  const auto reading = read(stage, expect.source);
  if (!reading) {
    if (!expect.present && reading.error().code == "stage.no_receipt") return std::nullopt;
    return Mismatch{fmt::format("\"{}\"", wanted), reading.error().sentence(), ""};
  }
  const auto holder =
      std::find_if(reading->texts.begin(), reading->texts.end(),
                   [&](const std::string& text) { return text.find(wanted) != std::string::npos; });
  if ((holder != reading->texts.end()) == expect.present) return std::nullopt;
  if (!expect.present) {
    return Mismatch{fmt::format("no \"{}\" {}", wanted, reading->where),
                    fmt::format("\"{}\"", *holder), ""};
  }
  return Mismatch{fmt::format("\"{}\" {}", wanted, reading->where), listed(reading->texts),
                  likeliest(wanted, reading->texts)};
}

Verdict check(Stage& stage, const ExpectElement& expect) {
  const auto elements = stage.elements();
  const SeenElement* element = find(elements, expect.element);
  if (!expect.present) {
    if (element == nullptr) return std::nullopt;
    return Mismatch{fmt::format("no element named {}", expect.element),
                    fmt::format("it says \"{}\"", plain(element->label)), ""};
  }
  if (element == nullptr) return no_such_element(stage, expect.element, elements);
  if (expect.value && plain(element->value).find(plain(*expect.value)) == std::string::npos) {
    return Mismatch{fmt::format("{} with the value \"{}\"", expect.element, *expect.value),
                    fmt::format("the value \"{}\"", plain(element->value)), ""};
  }
  if (expect.disabled && element->enabled) {
    return Mismatch{fmt::format("{} disabled", expect.element), "it can be touched", ""};
  }
  return std::nullopt;
}

Verdict check(Stage& stage, const ExpectBank& expect) {
  const auto book = stage.bank_book();
  if (!book) return Mismatch{"a bank that shows its book", book.error().sentence(), ""};
  const std::array<const std::vector<std::string>*, 3> lists{&book->holds, &book->captured,
                                                             &book->released};
  std::vector<std::string> there = *lists[static_cast<std::size_t>(expect.book)];
  std::vector<std::string> wanted = expect.amounts;
  std::sort(there.begin(), there.end());
  std::sort(wanted.begin(), wanted.end());
  const bool something = expect.contents == ExpectBank::Contents::something;
  if (something ? !there.empty() : there == wanted) return std::nullopt;
  constexpr std::array<std::string_view, 3> kWords{"holds", "captured", "released"};
  return Mismatch{fmt::format("the bank {} {}", kWords[static_cast<std::size_t>(expect.book)],
                              something ? "something" : listed(wanted)),
                  fmt::format("holds {}; captured {}; released {}", listed(book->holds),
                              listed(book->captured), listed(book->released)),
                  ""};
}

Verdict check(Stage& stage, const ExpectReceiptMatchesBank&) {
  const auto book = stage.bank_book();
  if (!book) return Mismatch{"a bank that shows its book", book.error().sentence(), ""};
  if (book->captured.empty())
    return Mismatch{"an amount that the bank took", "it took nothing", ""};
  const std::string& amount = book->captured.back();
  std::string with_comma = amount;
  std::replace(with_comma.begin(), with_comma.end(), '.', ',');
  const auto receipt = stage.receipt();
  if (!receipt) return Mismatch{"a receipt", receipt.error().sentence(), ""};
  if (has_amount(*receipt, amount) || has_amount(*receipt, with_comma)) return std::nullopt;
  return Mismatch{fmt::format("{} on the receipt, which is what the bank took", amount),
                  listed(lines_of(*receipt)), ""};
}

Verdict check_touchable(Stage& stage, const std::string& name) {
  const auto elements = stage.elements();
  const SeenElement* element = find(elements, name);
  if (element == nullptr) return no_such_element(stage, name, elements);
  if (element->enabled) return std::nullopt;
  return Mismatch{fmt::format("{} to answer a finger", name), "it is disabled", ""};
}

}  // namespace kerb::kiosk::journey
