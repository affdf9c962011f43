#include "hal/simulated/terminal/orders.hpp"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "hal/bounded_file.hpp"
#include "hal/simulated/terminal/turnover_file.hpp"

namespace kerb::hal::simulated::terminal {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t kLongestSpan = 3'600'000;  // an hour, in milliseconds

// The words behind an order's name. The first that is missing or wrong is remembered.
class Words {
 public:
  explicit Words(const std::string& line) : line_(line) { line_ >> name_; }

  const std::string& name() const { return name_; }
  const std::string& trouble() const { return trouble_; }
  std::string word(const char* what) {
    std::string next;
    line_ >> next;
    if (next.empty()) complain(std::string("missing: ") + what);
    return next;
  }
  bool more() { return !(line_ >> std::ws).eof(); }
  std::int64_t number(const char* what, std::int64_t least, std::int64_t most, int base = 10) {
    const std::string text = word(what);
    std::int64_t value = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value, base);
    const bool whole = end.ec == std::errc{} && end.ptr == text.data() + text.size();
    if (whole && value >= least && value <= most) return value;
    complain(fmt::format("{} is {} to {}, not {}", what, least, most, text));
    return least;
  }
  Millis span(const char* what) { return Millis(number(what, 0, kLongestSpan)); }
  std::uint8_t octet(const char* what) {
    return static_cast<std::uint8_t>(number(what, 0, 0xFF, 16));
  }
  bool on(const char* yes = "on", const char* no = "off") {
    const std::string text = word(yes);
    if (text != yes && text != no) complain(fmt::format("{} or {}, not {}", yes, no, text));
    return text == yes;
  }
  std::string rest() {
    std::string all;
    std::getline(line_ >> std::ws, all);
    return all;
  }
  void complain(std::string why) {
    if (trouble_.empty()) trouble_ = std::move(why);
  }

 private:
  std::istringstream line_;
  std::string name_;
  std::string trouble_;
};

struct Place {
  Terminal& terminal;
  Moment now;
  Moves& moves;

  void add(const Moves& some) const { moves.insert(moves.end(), some.begin(), some.end()); }
};

using Action = std::function<void(const Place&, Words&, Json&)>;

std::string_view name_of(Deal deal) {
  switch (deal) {
    case Deal::purchase:
      return "purchase";
    case Deal::reservation:
      return "reservation";
    case Deal::extension:
      return "extension";
    case Deal::partial_reversal:
      return "partial_reversal";
    case Deal::book_total:
      return "book_total";
    case Deal::release:
      return "release";
    case Deal::reversal:
      return "reversal";
    case Deal::refund:
      return "refund";
  }
  return {};
}

Json json_of(const Payment& payment) {
  Json json = {{"deal", name_of(payment.deal)},    {"receipt", payment.receipt},
               {"trace", payment.trace},           {"amount", payment.amount},
               {"card", payment.card.name},        {"kept", payment.kept},
               {"taken_back", payment.taken_back}, {"reversed", payment.reversed}};
  if (payment.original) json["original"] = *payment.original;
  if (payment.deal == Deal::reservation) {
    json["open"] = payment.open && payment.kept;
    json["held"] = payment.held;
  }
  return json;
}

void list_cards(const Place& /*place*/, Words& /*words*/, Json& answer) {
  for (const Card& card : cards()) answer["cards"][card.name] = card.what;
}

void list_turnover(const Place& place, Words& /*words*/, Json& answer) {
  answer["payments"] = Json::array();
  for (const Payment& payment : place.terminal.turnover().all()) {
    answer["payments"].push_back(json_of(payment));
  }
  answer["open"] = place.terminal.turnover().open();
  answer["total"] = place.terminal.turnover().totals().all;
  answer["taken_back"] = place.terminal.taken_back();
}

void tell_state(const Place& place, Words& /*words*/, Json& answer) {
  const Terminal& terminal = place.terminal;
  answer["on"] = terminal.on(place.now);
  answer["registered"] = terminal.till().registered;
  answer["config"] = fmt::format("{:02X}", terminal.till().config);
  answer["status"] = fmt::format("{:02X}", terminal.status());
  answer["shown"] = terminal.shown();
  if (terminal.card()) answer["card"] = terminal.card()->name;
  if (terminal.running()) answer["running"] = fmt::format("{:04X}", *terminal.running());
}

void tap_card(const Place& place, Words& words, Json& /*answer*/) {
  const std::string name = words.word("the card");
  const Card* const card = card_named(name);
  const Millis stays = words.more() ? words.span("milliseconds") : Millis{0};
  if (card == nullptr) return words.complain("no such card: " + name);
  if (words.trouble().empty()) place.add(place.terminal.tap(*card, stays, place.now));
}

void order_host(const Place& place, Words& words, Json& /*answer*/) {
  const std::string how = words.word("up, down or slow");
  if (how == "slow") {
    const Millis pace = words.span("milliseconds");
    if (words.trouble().empty()) place.terminal.host().set_pace(pace);
  } else if (how == "up" || how == "down") {
    place.terminal.host().set_up(how == "up");
  } else {
    words.complain("up, down or slow, not " + how);
  }
}

void order_fault(const Place& place, Words& words, Mishap::Kind kind) {
  Mishap mishap{.kind = kind};
  const std::string about = words.word("the message");
  if (about != "any") {
    const auto octets = from_hex(about);
    if (!octets || octets->size() != 2) return words.complain("no message: " + about);
    mishap.about = static_cast<zvt::Command>((*octets)[0] << 8U | (*octets)[1]);
  }
  if (kind == Mishap::Kind::late) mishap.by = words.span("milliseconds");
  if (words.more()) mishap.count = static_cast<int>(words.number("the count", 1, 1'000'000));
  if (!words.trouble().empty()) return;
  if (!place.terminal.mishaps().add(mishap)) words.complain("too many faults already");
}

void order_cut(const Place& place, Words& words, Json& /*answer*/) {
  const std::string where = words.word("before, within or after");
  if (where == "before") return order_fault(place, words, Mishap::Kind::cut_before);
  if (where == "within") return order_fault(place, words, Mishap::Kind::cut_within);
  if (where == "after") return order_fault(place, words, Mishap::Kind::cut_after);
  words.complain("before, within or after, not " + where);
}

Action fault(Mishap::Kind kind) {
  return [kind](const Place& place, Words& words, Json&) { order_fault(place, words, kind); };
}

// Orders that set one value: nothing is set when the words are wrong.
template <typename Read, typename Set>
Action setting(Read read, Set set) {
  return [read, set](const Place& place, Words& words, Json&) {
    const auto value = read(words);
    if (words.trouble().empty()) set(place.terminal, value);
  };
}

bool read_switch(Words& words) {
  return words.on();
}

void keep_in_file(const Place& place, Words& words, Json& /*answer*/) {
  std::string file = words.rest();
  if (file.empty()) return words.complain("missing: the file");
  std::error_code trouble;
  if (std::filesystem::exists(file, trouble)) {
    const auto text = read_bounded_file(file, kLargestTurnoverFile);
    if (!text || !read_turnover(*text, place.terminal.turnover())) {
      return words.complain("no turnover store: " + file);
    }
  }
  place.terminal.settings().turnover_file = std::move(file);
}

std::map<std::string, Action> orders_of_people() {
  return {
      {"cards", list_cards},
      {"tap", tap_card},
      {"remove", [](const Place& place, Words&, Json&) { place.terminal.remove_card(); }},
      {"stop",
       [](const Place& place, Words&, Json&) { place.add(place.terminal.press_stop(place.now)); }},
      {"keep", keep_in_file},
      {"turnover", list_turnover},
      {"state", tell_state},
  };
}

std::map<std::string, Action> orders_of_settings() {
  return {
      {"host", order_host},
      {"decline",
       [](const Place& place, Words& words, Json&) {
         const std::uint8_t result = words.octet("the result");
         const auto count = words.more() ? words.number("the count", 0, 1'000'000) : 1;
         if (words.trouble().empty())
           place.terminal.host().decline(result, static_cast<int>(count));
       }},
      {"paper", setting(read_switch, [](Terminal& it, bool there) { it.set_paper(there); })},
      {"status", setting([](Words& words) { return words.octet("the status"); },
                         [](Terminal& it, std::uint8_t status) { it.set_status(status); })},
      {"wanted", setting([](Words& words) { return words.octet("the flags"); },
                         [](Terminal& it, std::uint8_t flags) { it.set_wanted(flags); })},
      {"capacity", setting([](Words& words) { return words.number("the count", 0, 10'000); },
                           [](Terminal& it, std::int64_t count) {
                             it.turnover().set_capacity(static_cast<std::size_t>(count));
                           })},
      {"numbers",
       [](const Place& place, Words& words, Json&) {
         const auto receipt = words.number("the receipt", 1, 9'999);
         const auto trace = words.number("the trace", 1, 999'999);
         if (!words.trouble().empty()) return;
         place.terminal.turnover().set_numbers(static_cast<ReceiptNumber>(receipt),
                                               static_cast<TraceNumber>(trace));
       }},
      {"terminal", setting([](Words& words) { return words.number("the number", 0, 99'999'999); },
                           [](Terminal& it, std::int64_t number) {
                             it.settings().terminal_id = static_cast<std::uint32_t>(number);
                           })},
      {"serial", setting([](Words& words) { return words.number("the serial", 0, 0xFFFFFFFF, 16); },
                         [](Terminal& it, std::int64_t serial) {
                           it.settings().serial = static_cast<std::uint32_t>(serial);
                         })},
      {"by_receipt",
       setting(read_switch, [](Terminal& it, bool on) { it.settings().by_receipt = on; })},
      {"bookings_by_card",
       setting(read_switch, [](Terminal& it, bool on) { it.settings().bookings_by_card = on; })},
      {"passes_over_cards",
       setting(read_switch, [](Terminal& it, bool on) { it.settings().passes_over_cards = on; })},
      {"tells_cards",
       setting(read_switch, [](Terminal& it, bool on) { it.settings().tells_cards = on; })},
      {"long_lengths",
       setting(read_switch, [](Terminal& it, bool on) { it.settings().long_lengths = on; })},
  };
}

std::map<std::string, Action> orders_of_trouble() {
  return {
      {"cut", order_cut},
      {"lose", fault(Mishap::Kind::lost)},
      {"double", fault(Mishap::Kind::doubled)},
      {"longer", fault(Mishap::Kind::longer)},
      {"shorter", fault(Mishap::Kind::shorter)},
      {"deaf", fault(Mishap::Kind::deaf)},
      {"late", fault(Mishap::Kind::late)},
      {"well", [](const Place& place, Words&, Json&) { place.terminal.mishaps().clear(); }},
      {"send",
       [](const Place& place, Words& words, Json&) {
         auto octets = from_hex(words.rest());
         if (!octets || octets->empty()) return words.complain("no octets in hex");
         place.add(place.terminal.blurt(std::move(*octets)));
       }},
      {"restart",
       [](const Place& place, Words& words, Json&) {
         const Millis span = words.more() ? words.span("milliseconds") : Millis{1'000};
         if (words.trouble().empty()) place.add(place.terminal.restart(span, place.now));
       }},
  };
}

const std::map<std::string, Action>& all_orders() {
  static const std::map<std::string, Action> all = [] {
    auto joined = orders_of_people();
    joined.merge(orders_of_settings());
    joined.merge(orders_of_trouble());
    return joined;
  }();
  return all;
}

}  // namespace

std::string obey(Terminal& terminal, const std::string& line, Moment now, Moves& moves) {
  Words words(line);
  Json answer = {{"ok", true}};
  const auto order = all_orders().find(words.name());
  if (order == all_orders().end()) {
    words.complain("unknown: " + words.name());
  } else {
    order->second({terminal, now, moves}, words, answer);
  }
  if (!words.trouble().empty()) answer = {{"ok", false}, {"why", words.trouble()}};
  // A line may hold what is no UTF-8, and so may the answer that repeats it.
  return answer.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace kerb::hal::simulated::terminal
