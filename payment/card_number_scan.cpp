#include "payment/card_number_scan.hpp"

#include <algorithm>

namespace kerb::payment {
namespace {

bool is_digit(char sign) {
  return sign >= '0' && sign <= '9';
}
bool is_hex(char sign) {
  return is_digit(sign) || (sign >= 'a' && sign <= 'f') || (sign >= 'A' && sign <= 'F');
}
bool is_word(char sign) {
  return is_digit(sign) || (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z');
}
char upper(char sign) {
  return sign >= 'a' && sign <= 'z' ? static_cast<char>(sign - 'a' + 'A') : sign;
}

// First two digits and how long the scheme's numbers are.
struct IssuedRange {
  int first;
  int last;
  std::size_t shortest;
  std::size_t longest;
};

// Narrow on purpose: 15 digits that begin with 4 are a Visa transaction identifier, 13 that begin
// with 2 a time in milliseconds.
constexpr IssuedRange kIssued[] = {
    {22, 27, 16, 19},                    // Mastercard 2-series, Mir
    {30, 30, 14, 14}, {30, 30, 16, 19},  // Diners
    {34, 34, 15, 15}, {37, 37, 15, 15},  // American Express
    {35, 35, 16, 19},                    // JCB
    {36, 36, 14, 14}, {36, 36, 16, 19},  // Diners
    {38, 39, 14, 14}, {38, 39, 16, 19},  // Diners
    {40, 49, 13, 13}, {40, 49, 16, 16},  // Visa
    {40, 49, 19, 19},                    // Visa
    {50, 50, 13, 19}, {56, 69, 13, 19},  // Maestro, Discover, UnionPay, RuPay
    {51, 55, 16, 16},                    // Mastercard
};

bool passes_luhn(std::string_view digits) {
  int sum = 0;
  bool doubled = false;
  for (std::size_t i = digits.size(); i-- > 0; doubled = !doubled) {
    const int value = (digits[i] - '0') * (doubled ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 == 0;
}

bool is_card_number(std::string_view digits) {
  if (digits.size() < 13 || digits.size() > 19) return false;
  const int first_two = (digits[0] - '0') * 10 + (digits[1] - '0');
  for (const IssuedRange& range : kIssued) {
    if (first_two >= range.first && first_two <= range.last && digits.size() >= range.shortest &&
        digits.size() <= range.longest) {
      return passes_luhn(digits);
    }
  }
  return false;
}

std::size_t digits_from(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end - begin;
}

// The signs that count, and where each stood in the text.
struct Compact {
  std::string signs;
  std::vector<std::size_t> places;
  void add(char sign, std::size_t place) {
    signs += upper(sign);
    places.push_back(place);
  }
};

class Scan {
 public:
  explicit Scan(std::string_view text) : text_(text) {}

  std::vector<CardNumberRun> run() {
    for (std::size_t at = 0; at < text_.size();) {
      if (!is_word(text_[at])) {
        ++at;
        continue;
      }
      const std::size_t end = word_end(at);
      const std::size_t octets_end = octet_row_end(at);
      if (octets_end > end) {
        hex(compacted(at, octets_end), true);
      }
      word(at, end);
      if (at >= row_end_) groups(at);
      at = end;
    }
    std::sort(runs_.begin(), runs_.end(),
              [](const auto& a, const auto& b) { return a.begin < b.begin; });
    return merged();
  }

 private:
  std::size_t word_end(std::size_t begin) const {
    std::size_t end = begin;
    while (end < text_.size() && is_word(text_[end])) ++end;
    return end;
  }

  // One word: digits alone, digits among letters, or hex.
  void word(std::size_t begin, std::size_t end) {
    const std::string_view signs = text_.substr(begin, end - begin);
    const bool only_digits = digits_from(signs, 0) == signs.size();
    if (!only_digits && std::all_of(signs.begin(), signs.end(), is_hex)) {
      if (track_1(begin, end)) add(begin + 1, end);
      // As long as the station's own identifiers (keys, fingerprints, SHA-256): not a dump.
      if (signs.size() != 32 && signs.size() != 40 && signs.size() != 64)
        hex(compacted(begin, end), false);
      return;
    }
    const bool decimals = begin >= 2 && text_[begin - 1] == '.' && is_digit(text_[begin - 2]);
    if (decimals && only_digits) return;
    for (std::size_t at = begin; at < end; ++at) {
      const std::size_t count = digits_from(text_.substr(0, end), at);
      if (is_card_number(text_.substr(at, count))) add(at, at + count);
      at += count;
    }
  }

  bool track_1(std::size_t begin, std::size_t end) const {
    return upper(text_[begin]) == 'B' && end < text_.size() && text_[end] == '^' &&
           digits_from(text_, begin + 1) == end - begin - 1 &&
           is_card_number(text_.substr(begin + 1, end - begin - 1));
  }

  Compact compacted(std::size_t begin, std::size_t end) const {
    Compact compact;
    for (std::size_t at = begin; at < end; ++at) {
      if (is_hex(text_[at])) compact.add(text_[at], at);
    }
    return compact;
  }

  // "70 1A 57 13 41": the end of a row of octets that begins here, or `begin`.
  std::size_t octet_row_end(std::size_t begin) const {
    if (begin >= 3 && (text_[begin - 1] == ' ' || text_[begin - 1] == ':') && is_octet(begin - 3))
      return begin;
    std::size_t end = begin;
    for (std::size_t at = begin; is_octet(at); at += 3) {
      end = at + 2;
      if (end >= text_.size() || (text_[end] != ' ' && text_[end] != ':')) break;
    }
    return end;
  }

  bool is_octet(std::size_t at) const {
    return at + 1 < text_.size() && is_hex(text_[at]) && is_hex(text_[at + 1]) &&
           (at + 2 >= text_.size() || !is_word(text_[at + 2])) &&
           (at == 0 || !is_word(text_[at - 1]));
  }

  // Tags 5A, 57 and 9F6B with their length, or a track 2 or number that is the whole.
  void hex(const Compact& compact, bool spaced) {
    const std::string_view signs = compact.signs;
    track_2(compact, 0, signs.size());
    if (spaced && is_card_number(signs.substr(0, digits_from(signs, 0))) &&
        digits_from(signs, 0) == signs.size()) {
      add(compact, 0, signs.size());
    }
    for (std::size_t at = 0; at + 4 < signs.size(); at += 2) {
      const std::string_view tag = signs.substr(at, 2);
      const std::string_view length = signs.substr(at + 2, 2);
      const std::size_t octets =
          length[0] == '0' || length[0] == '1'
              ? static_cast<std::size_t>(std::stoi(std::string(length), nullptr, 16))
              : 0;
      if (octets == 0) continue;
      if (tag == "5A") number(compact, at + 4, octets * 2);
      if (tag == "57" || tag == "6B") track_2(compact, at + 4, at + 4 + octets * 2);
    }
  }

  // BCD, filled up with F.
  void number(const Compact& compact, std::size_t begin, std::size_t most) {
    const std::size_t count = std::min(digits_from(compact.signs, begin), most);
    const std::string_view rest = std::string_view(compact.signs).substr(begin + count);
    if (count + 1 < most || (count < most && (rest.empty() || rest[0] != 'F'))) return;
    if (is_card_number(std::string_view(compact.signs).substr(begin, count)))
      add(compact, begin, begin + count);
  }

  // Number, D, expiry YYMM, three digits of service code.
  void track_2(const Compact& compact, std::size_t begin, std::size_t end) {
    const std::string_view signs = std::string_view(compact.signs).substr(0, end);
    const std::size_t count = digits_from(signs, begin);
    const std::size_t separator = begin + count;
    if (separator + 8 > signs.size() || signs[separator] != 'D') return;
    const std::string_view month = signs.substr(separator + 3, 2);
    if (digits_from(signs, separator + 1) < 7 || month < "01" || month > "12") return;
    if (is_card_number(signs.substr(begin, count))) add(compact, begin, separator + 8);
  }

  bool is_separator(std::size_t at) const {
    return at < text_.size() && (text_[at] == ' ' || text_[at] == '-');
  }

  // Groups of digits as embossed; a row may hold other numbers before and after.
  void groups(std::size_t begin) {
    std::vector<CardNumberRun> row;
    for (std::size_t at = begin;;) {
      const std::size_t count = digits_from(text_, at);
      if (count == 0 || (at + count < text_.size() && is_word(text_[at + count]))) break;
      row.push_back({at, at + count});
      row_end_ = at + count;
      if (!is_separator(at + count)) break;
      at += count + 1;
    }
    static constexpr std::string_view kShapes[] = {"4444", "44443", "465", "464", "4333"};
    for (std::size_t first = 0; first < row.size(); ++first) {
      for (const std::string_view shape : kShapes) grouped(row, first, shape);
    }
  }

  void grouped(const std::vector<CardNumberRun>& row, std::size_t first, std::string_view shape) {
    if (first + shape.size() > row.size()) return;
    std::string digits;
    for (std::size_t i = 0; i < shape.size(); ++i) {
      const CardNumberRun& group = row[first + i];
      if (group.end - group.begin != static_cast<std::size_t>(shape[i] - '0')) return;
      digits += text_.substr(group.begin, group.end - group.begin);
    }
    if (is_card_number(digits)) add(row[first].begin, row[first + shape.size() - 1].end);
  }

  void add(std::size_t begin, std::size_t end) { runs_.push_back({begin, end}); }
  void add(const Compact& compact, std::size_t begin, std::size_t end) {
    add(compact.places[begin], compact.places[end - 1] + 1);
  }

  std::vector<CardNumberRun> merged() const {
    std::vector<CardNumberRun> apart;
    for (const CardNumberRun& run : runs_) {
      if (!apart.empty() && run.begin < apart.back().end) {
        apart.back().end = std::max(apart.back().end, run.end);
      } else {
        apart.push_back(run);
      }
    }
    return apart;
  }

  std::string_view text_;
  std::vector<CardNumberRun> runs_;
  std::size_t row_end_ = 0;  // of the row of groups that was looked at last
};

// Digits that stand together: as they are, and with single blanks, dashes or colons between them.
struct Stretch {
  std::size_t begin;  // of the text, at a digit
  std::size_t end = 0;
  std::size_t count = 0;  // digits
  bool separated = false;
};

Stretch stretch_from(std::string_view text, std::size_t begin) {
  Stretch found{.begin = begin};
  for (std::size_t at = begin; at < text.size(); ++at) {
    if (is_digit(text[at])) {
      ++found.count;
      found.end = at + 1;
      continue;
    }
    const bool separates = text[at] == ' ' || text[at] == '-' || text[at] == ':';
    if (!separates || at + 1 >= text.size() || !is_digit(text[at + 1])) break;
    found.separated = true;
  }
  return found;
}

// Any part of them could be one, as in groups, octets, or the value of a tag.
bool part_is_card_number(std::string_view text, const Stretch& stretch) {
  std::string digits;
  for (const char sign : text.substr(stretch.begin, stretch.end - stretch.begin)) {
    if (is_digit(sign)) digits += sign;
  }
  for (std::size_t begin = 0; begin + 13 <= digits.size(); ++begin) {
    for (std::size_t count = 13; count <= 19 && begin + count <= digits.size(); ++count) {
      if (is_card_number(std::string_view(digits).substr(begin, count))) return true;
    }
  }
  return false;
}

// False only when the scan would find nothing. Every way to find something needs 13 digits that
// stand together; in words that are not hex, and where nothing separates them, all of them count.
bool may_hold_card_number(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_digit(text[at])) continue;
    const Stretch stretch = stretch_from(text, at);
    at = stretch.end;  // no digit, or the end
    if (stretch.count < 13) continue;
    const bool in_hex = (stretch.begin > 0 && is_hex(text[stretch.begin - 1])) ||
                        (stretch.end < text.size() && is_hex(text[stretch.end]));
    if (stretch.separated || in_hex ? part_is_card_number(text, stretch)
                                    : is_card_number(text.substr(stretch.begin, stretch.count))) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::vector<CardNumberRun> find_card_numbers(std::string_view text) {
  return Scan(text).run();
}

bool has_card_number(std::string_view text) {
  return may_hold_card_number(text) && !find_card_numbers(text).empty();
}

std::string hide_card_numbers(std::string_view text) {
  std::string shown;
  std::size_t done = 0;
  for (const CardNumberRun& run : find_card_numbers(text)) {
    shown += text.substr(done, run.begin - done);
    shown += "[card number]";
    done = run.end;
  }
  shown += text.substr(done);
  return shown;
}

}  // namespace kerb::payment
