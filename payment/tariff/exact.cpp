#include "payment/tariff/exact.hpp"

#include <array>
#include <numeric>

namespace kerb::payment::tariff {
namespace {

__extension__ using Unsigned128 = unsigned __int128;

constexpr std::int64_t kMostWhole = std::int64_t{1} << 40;

// The digits of a JSON number without its sign and point, and where the point stands.
struct Digits {
  bool negative = false;
  std::string_view whole;
  std::string_view decimals;
  int exponent = 0;
};

bool take_digits(std::string_view& text, std::string_view& digits) {
  std::size_t count = 0;
  while (count < text.size() && text[count] >= '0' && text[count] <= '9') ++count;
  digits = text.substr(0, count);
  text.remove_prefix(count);
  return count > 0;
}

bool take_exponent(std::string_view& text, int& exponent) {
  text.remove_prefix(1);
  const bool negative = !text.empty() && text.front() == '-';
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  std::string_view digits;
  if (!take_digits(text, digits) || digits.size() > 4) return false;
  for (const char digit : digits) exponent = exponent * 10 + (digit - '0');
  if (negative) exponent = -exponent;
  return true;
}

std::optional<Digits> digits_in(std::string_view text) {
  Digits number;
  if (!text.empty() && text.front() == '-') {
    number.negative = true;
    text.remove_prefix(1);
  }
  if (!take_digits(text, number.whole)) return std::nullopt;
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    if (!take_digits(text, number.decimals)) return std::nullopt;
  }
  if (!text.empty() && (text.front() == 'e' || text.front() == 'E') &&
      !take_exponent(text, number.exponent)) {
    return std::nullopt;
  }
  if (!text.empty()) return std::nullopt;
  return number;
}

// One minor unit of a currency with so many places, in units: odd · 2^shift.
struct MinorUnit {
  Int128 units;
  std::int64_t odd;
  int shift;
};
constexpr MinorUnit minor_unit(int places) {
  MinorUnit minor{kUnitsPerCurrencyUnit, 0, 24 - places};
  for (int place = 0; place < places; ++place) minor.units /= 10;
  minor.odd = static_cast<std::int64_t>(minor.units >> minor.shift);  // 9·5^24 takes 59 bits
  return minor;
}
constexpr std::array<MinorUnit, 5> kMinorUnits{minor_unit(0), minor_unit(1), minor_unit(2),
                                               minor_unit(3), minor_unit(4)};

// Rounds half to even where digits are left over: `next` is the first of them, `more` whether any
// other is not zero.
bool goes_up(Int128 value, int next, bool more) {
  if (next != 5) return next > 5;
  return more || value % 2 != 0;
}

// The digits of a number, made from its end, with room for the 39 that 128 bits can have and for
// leading zeros before a point.
class DigitBuffer {
 public:
  explicit DigitBuffer(Int128 value) {
    // In chunks of 18: dividing 128 bits by ten for each digit would cost microseconds.
    constexpr std::uint64_t kChunk = 1'000'000'000'000'000'000;
    auto left = static_cast<Unsigned128>(value);
    while (left >= kChunk) {
      const Unsigned128 above = left / kChunk;
      chunk(static_cast<std::uint64_t>(left - above * kChunk), 18);
      left = above;
    }
    chunk(static_cast<std::uint64_t>(left), 1);
  }

  int count() const { return static_cast<int>(digits_.data() + digits_.size() - begin_); }
  void pad(int count_wanted) {
    while (count() < count_wanted) *--begin_ = '0';
  }
  std::string_view text() const { return {begin_, static_cast<std::size_t>(count())}; }

 private:
  // At least so many digits.
  void chunk(std::uint64_t value, int least) {
    for (int made = 0; made < least || value != 0; ++made) {
      *--begin_ = static_cast<char>('0' + value % 10);
      value /= 10;
    }
  }
  std::array<char, 48> digits_;
  char* begin_ = digits_.data() + digits_.size();
};

std::string digits_of(Int128 value) {
  return std::string(DigitBuffer(value).text());
}

// `value` not negative, of which the last `places` digits are decimals; `shortest` leaves out
// zeros at the end.
std::string pointed(bool negative, Int128 value, int places, bool shortest) {
  DigitBuffer digits(value);
  digits.pad(places + 1);
  std::string_view decimals = digits.text();
  const std::string_view whole =
      decimals.substr(0, decimals.size() - static_cast<std::size_t>(places));
  decimals.remove_prefix(whole.size());
  while (shortest && !decimals.empty() && decimals.back() == '0') decimals.remove_suffix(1);
  std::string text;
  text.reserve(whole.size() + decimals.size() + 2);
  if (negative) text.push_back('-');
  text.append(whole);
  if (!decimals.empty()) text.append(1, '.').append(decimals);
  return text;
}

Int128 common_divisor(Int128 a, Int128 b) {
  while (b != 0) {
    const Int128 rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

std::string fraction_of(const Exact& amount) {
  Int128 over = 0;
  Int128 under = 0;
  if (__builtin_mul_overflow(amount.units, static_cast<Int128>(amount.whole), &over) ||
      __builtin_add_overflow(over, static_cast<Int128>(amount.part), &over) ||
      __builtin_mul_overflow(kUnitsPerCurrencyUnit, static_cast<Int128>(amount.whole), &under)) {
    return "";
  }
  const bool negative = over < 0;
  if (negative) over = -over;
  const Int128 divisor = common_divisor(over, under);
  return (negative ? "-" : "") + digits_of(over / divisor) + "/" + digits_of(under / divisor);
}

}  // namespace

std::optional<Scaled> read_decimal(std::string_view text, int places, std::int64_t most) {
  const auto number = digits_in(text);
  if (!number) return std::nullopt;
  // The digit at position p (from the left, over whole and decimals) stands for 10^(last - p).
  const auto count = number->whole.size() + number->decimals.size();
  const auto kept = static_cast<long>(number->whole.size()) + number->exponent + places;
  Int128 value = 0;
  int next = 0;
  bool more = false;
  for (std::size_t at = 0; at < count; ++at) {
    const char letter =
        at < number->whole.size() ? number->whole[at] : number->decimals[at - number->whole.size()];
    const int digit = letter - '0';
    const auto position = static_cast<long>(at);
    if (position < kept) {
      value = value * 10 + digit;
      if (value > most) return std::nullopt;
    } else if (position == kept) {
      next = digit;
    } else {
      more = more || digit != 0;
    }
  }
  for (auto at = static_cast<long>(count); at < kept && value != 0; ++at) {
    value *= 10;
    if (value > most) return std::nullopt;
  }
  const bool rounded = next != 0 || more;
  if (rounded && goes_up(value, next, more)) ++value;
  if (value > most) return std::nullopt;
  const auto whole = static_cast<std::int64_t>(value);
  return Scaled{number->negative ? -whole : whole, rounded};
}

std::optional<Ratio> product(const Ratio& a, const Ratio& b) {
  const Int128 over = static_cast<Int128>(a.over) * b.over;
  const Int128 under = static_cast<Int128>(a.under) * b.under;
  const Int128 divisor = common_divisor(over, under);
  constexpr Int128 kMost = static_cast<Int128>(1) << 60;
  if (over / divisor > kMost || under / divisor > kMost) return std::nullopt;
  return Ratio{static_cast<std::int64_t>(over / divisor),
               static_cast<std::int64_t>(under / divisor)};
}

Ratio one_plus(std::int64_t percent) {
  constexpr std::int64_t kOne = 100'000'000;
  const std::int64_t divisor = std::gcd(kOne + percent, kOne);
  return {(kOne + percent) / divisor, kOne / divisor};
}

std::optional<std::int64_t> common_multiple(std::int64_t a, std::int64_t b) {
  const Int128 multiple = static_cast<Int128>(a / std::gcd(a, b)) * b;
  if (multiple > kMostWhole) return std::nullopt;
  return static_cast<std::int64_t>(multiple);
}

Exact times(Int128 units, std::int64_t over, std::int64_t under) {
  if (under == 1) return {units * over, 0, 1};
  Int128 whole = units / under;
  auto rest = static_cast<std::int64_t>(units - whole * under);
  if (rest < 0) {  // towards minus infinity, so that the fraction is not negative
    rest += under;
    --whole;
  }
  constexpr std::int64_t kSmall = INT32_MAX;
  if (over <= kSmall && under <= kSmall) {  // nearly every tax: half of the wide divisions less
    const std::int64_t small = rest * over;
    const std::int64_t part = small % under;
    if (part == 0) return {whole * over + small / under, 0, 1};
    const std::int64_t divisor = std::gcd(part, under);
    return {whole * over + small / under, part / divisor, under / divisor};
  }
  const Int128 left = static_cast<Int128>(rest) * over;
  const Int128 more = left / under;
  const auto part = static_cast<std::int64_t>(left - more * under);
  if (part == 0) return {whole * over + more, 0, 1};
  const std::int64_t divisor = std::gcd(part, under);
  return {whole * over + more, part / divisor, under / divisor};
}

Exact operator+(const Exact& a, const Exact& b) {
  if (b.part == 0) return {a.units + b.units, a.part, a.whole};
  if (a.part == 0) return {a.units + b.units, b.part, b.whole};
  const std::int64_t whole = a.whole / std::gcd(a.whole, b.whole) * b.whole;
  Int128 part = static_cast<Int128>(a.part) * (whole / a.whole) +
                static_cast<Int128>(b.part) * (whole / b.whole);
  Int128 units = a.units + b.units;
  if (part >= whole) {
    part -= whole;
    ++units;
  }
  const auto small = static_cast<std::int64_t>(part);
  const std::int64_t divisor = std::gcd(small, whole);
  return {units, small / divisor, whole / divisor};
}

int compare(const Exact& a, const Exact& b) {
  if (a.units != b.units) return a.units < b.units ? -1 : 1;
  const Int128 left = static_cast<Int128>(a.part) * b.whole;
  const Int128 right = static_cast<Int128>(b.part) * a.whole;
  if (left == right) return 0;
  return left < right ? -1 : 1;
}

std::optional<Rounding> rounding_of(std::string_view name) {
  for (const auto rounding :
       {Rounding::half_up, Rounding::half_even, Rounding::up, Rounding::down}) {
    if (name_of(rounding) == name) return rounding;
  }
  return std::nullopt;
}

std::string_view name_of(Rounding rounding) {
  switch (rounding) {
    case Rounding::half_up:
      return "half_up";
    case Rounding::half_even:
      return "half_even";
    case Rounding::up:
      return "up";
    case Rounding::down:
      return "down";
  }
  return "";
}

std::int64_t rounded(const Exact& amount, int places, Rounding rounding) {
  const bool negative = amount.units < 0;
  // The magnitude, as units and whether a fraction of a unit is on top.
  const bool more = amount.part != 0;
  Int128 units = amount.units;
  if (negative) units = more ? -(units + 1) : -units;
  // 9·10^n is 2^n times a number of 64 bits, by which division is quicker.
  const MinorUnit& minor_unit = kMinorUnits[static_cast<std::size_t>(places)];
  const Int128 minor = minor_unit.units;
  Int128 whole = (units >> minor_unit.shift) / minor_unit.odd;
  const Int128 rest = units - whole * minor;
  const bool any = rest != 0 || more;
  const bool half = rest * 2 == minor && !more;
  const bool over_half = rest * 2 > minor || (rest * 2 == minor && more);
  bool up = false;
  if (rounding == Rounding::up) up = any;
  if (rounding == Rounding::half_up) up = half || over_half;
  if (rounding == Rounding::half_even) up = over_half || (half && whole % 2 != 0);
  if (up) ++whole;
  const auto magnitude = static_cast<std::int64_t>(whole);
  return negative ? -magnitude : magnitude;
}

std::string minor_text(std::int64_t minor, int places) {
  const Int128 magnitude = minor < 0 ? -static_cast<Int128>(minor) : static_cast<Int128>(minor);
  return pointed(minor < 0, magnitude, places, false);
}

std::string scaled_text(std::int64_t value, int places) {
  const Int128 magnitude = value < 0 ? -static_cast<Int128>(value) : static_cast<Int128>(value);
  return pointed(value < 0, magnitude, places, true);
}

ExactText text_of(const Exact& amount) {
  const bool negative = amount.units < 0;
  const bool ends = amount.part == 0 && amount.units % 9 == 0;
  Int128 units = amount.units;
  if (negative) units = amount.part != 0 ? -(units + 1) : -units;
  const Int128 shown = units / 9;
  return {pointed(negative && shown != 0, shown, 24, true), ends ? "" : fraction_of(amount), ends};
}

}  // namespace kerb::payment::tariff
