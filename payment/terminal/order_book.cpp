#include "payment/terminal/order_book.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "hal/bounded_file.hpp"
#include "hal/replaced_file.hpp"

namespace kerb::payment::terminal {
namespace {

using BookJson = nlohmann::json;
using hal::zvt::PaymentName;

constexpr std::size_t kLargestBook = 4 * 1024 * 1024;
constexpr std::int64_t kMostMinor = 999'999'999'999;
constexpr std::size_t kLongestBookText = 300;

constexpr std::pair<Order::Kind, const char*> kKindWords[] = {{Order::Kind::hold, "hold"},
                                                              {Order::Kind::extension, "extension"},
                                                              {Order::Kind::booking, "booking"},
                                                              {Order::Kind::reversal, "reversal"}};
constexpr std::pair<Order::State, const char*> kStateWords[] = {
    {Order::State::sent, "sent"},
    {Order::State::approved, "approved"},
    {Order::State::kept, "kept"},
    {Order::State::nothing, "nothing"},
    {Order::State::for_person, "for_person"}};

template <typename Value, std::size_t kCount>
const char* book_word(const std::pair<Value, const char*> (&words)[kCount], Value value) {
  for (const auto& [meaning, word] : words) {
    if (meaning == value) return word;
  }
  return "";
}

std::optional<std::string> text_at(const BookJson& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_string()) return std::nullopt;
  auto text = found->get<std::string>();
  if (text.size() > kLongestBookText) return std::nullopt;
  return text;
}

std::optional<std::int64_t> number_at(const BookJson& json, const char* name, std::int64_t most) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_number_integer()) return std::nullopt;
  const auto number = found->get<std::int64_t>();
  if (number < 0 || number > most) return std::nullopt;
  return number;
}

template <typename Value, std::size_t kCount>
std::optional<Value> meaning_at(const std::pair<Value, const char*> (&words)[kCount],
                                const BookJson& json, const char* name) {
  const auto text = text_at(json, name);
  for (const auto& [meaning, word] : words) {
    if (text == word) return meaning;
  }
  return std::nullopt;
}

// Octets go in hex with a letter before each four, lest digits look like a card's number.
std::string spelled(hal::ByteView octets) {
  std::string text;
  for (std::size_t at = 0; at < octets.size(); at += 2) {
    text += 'x' + hal::to_hex(octets.subspan(at, std::min<std::size_t>(2, octets.size() - at)));
  }
  return text;
}

std::optional<hal::Bytes> read_spelled(std::string text) {
  text.erase(std::remove(text.begin(), text.end(), 'x'), text.end());
  return hal::from_hex(text);
}

std::optional<PaymentSlip> slip_at(const BookJson& json) {
  PaymentSlip slip;
  const auto found = json.find("slip");
  if (found == json.end()) return slip;
  if (!found->is_array() || found->size() > kMostSlipLines) return std::nullopt;
  for (const BookJson& line : *found) {
    if (!line.is_string()) return std::nullopt;
    slip.push_back(line.get<std::string>());
    if (slip.back().size() > kLongestSlipLine) return std::nullopt;
  }
  return slip;
}

BookJson json_of(const Order& order) {
  BookJson json{{"key", order.key},
                {"kind", book_word(kKindWords, order.kind)},
                {"state", book_word(kStateWords, order.state)},
                {"amount", order.amount},
                {"currency", order.currency},
                {"name", reference_of(order.name)},
                {"authorisation", spelled(order.authorisation)},
                {"card_type", order.card_type},
                {"hold_key", order.hold_key},
                {"note", order.note},
                {"at", order.at.time_since_epoch().count()}};
  if (order.mirror) json["mirror"] = spelled(*order.mirror);
  if (!order.slip.empty()) json["slip"] = order.slip;
  return json;
}

std::optional<Order> order_in(const BookJson& json) {
  constexpr std::int64_t kMostMillis = 1'000'000'000'000'000;
  if (!json.is_object()) return std::nullopt;
  const auto key = text_at(json, "key");
  const auto kind = meaning_at(kKindWords, json, "kind");
  const auto state = meaning_at(kStateWords, json, "state");
  const auto amount = number_at(json, "amount", kMostMinor);
  const auto currency = number_at(json, "currency", 999);
  const auto name = name_in(text_at(json, "name").value_or(""));
  const auto authorisation = read_spelled(text_at(json, "authorisation").value_or("?"));
  const auto card_type = number_at(json, "card_type", 255);
  const auto hold_key = text_at(json, "hold_key");
  const auto note = text_at(json, "note");
  const auto at = number_at(json, "at", kMostMillis);
  auto slip = slip_at(json);
  std::optional<hal::Bytes> mirror;
  if (json.contains("mirror")) {
    mirror = read_spelled(text_at(json, "mirror").value_or("?"));
    if (!mirror) return std::nullopt;
  }
  if (!key || !kind || !state || !amount || !currency || !name || !authorisation || !card_type ||
      !hold_key || !note || !at || !slip) {
    return std::nullopt;
  }
  return Order{*key,
               *kind,
               *state,
               *amount,
               static_cast<std::uint16_t>(*currency),
               *name,
               *authorisation,
               std::move(mirror),
               static_cast<std::uint8_t>(*card_type),
               *hold_key,
               std::move(*slip),
               *note,
               hal::Utc(hal::Millis(*at))};
}

struct BookContent {
  std::vector<Order> orders;
  std::vector<std::uint16_t> strangers;
};

std::optional<BookContent> content_in(const std::string& text) {
  const BookJson json = BookJson::parse(text, nullptr, false);
  if (!json.is_object() || number_at(json, "version", 1) != 1) return std::nullopt;
  const auto orders = json.find("orders");
  const auto strangers = json.find("strangers");
  if (orders == json.end() || !orders->is_array() || orders->size() > OrderBook::kMost ||
      strangers == json.end() || !strangers->is_array()) {
    return std::nullopt;
  }
  BookContent content;
  for (const BookJson& one : *orders) {
    auto order = order_in(one);
    if (!order) return std::nullopt;
    content.orders.push_back(std::move(*order));
  }
  for (const BookJson& one : *strangers) {
    if (!one.is_number_unsigned() || one.get<std::uint64_t>() > 9'999) return std::nullopt;
    content.strangers.push_back(one.get<std::uint16_t>());
  }
  return content;
}

bool are_digits(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::string reference_of(const PaymentName& name) {
  return fmt::format("{}t{}-r{}-n{}-d{}", kReferencePrefix, name.terminal, name.receipt, name.trace,
                     name.date);
}

std::optional<PaymentName> name_in(std::string_view reference) {
  if (!reference.starts_with(kReferencePrefix)) return std::nullopt;
  reference.remove_prefix(kReferencePrefix.size());
  PaymentName name;
  struct Field {
    char letter;
    std::size_t longest;
    std::string PaymentName::*text;
  };
  const Field fields[] = {{'t', 8, &PaymentName::terminal},
                          {'r', 4, &PaymentName::receipt},
                          {'n', 6, &PaymentName::trace},
                          {'d', 4, &PaymentName::date}};
  for (const Field& field : fields) {
    if (!reference.starts_with(field.letter)) return std::nullopt;
    const std::size_t end = std::min(reference.find('-'), reference.size());
    const std::string_view digits = reference.substr(1, end - 1);
    if (digits.size() > field.longest || !are_digits(digits)) return std::nullopt;
    name.*field.text = digits;
    if ((end == reference.size()) != (field.letter == 'd')) return std::nullopt;
    reference.remove_prefix(std::min(end + 1, reference.size()));
  }
  return name;
}

OrderBook::OrderBook(std::filesystem::path file, std::vector<Order> orders,
                     std::vector<std::uint16_t> strangers)
    : file_(std::move(file)), orders_(std::move(orders)), strangers_(std::move(strangers)) {}

hal::Result<std::unique_ptr<OrderBook>> OrderBook::open(std::filesystem::path file) {
  std::error_code problem;
  std::optional<BookContent> content;
  if (!std::filesystem::exists(file, problem) && !problem) {
    content.emplace();
  } else if (const auto text = hal::read_bounded_file(file, kLargestBook)) {
    content = content_in(*text);
  }
  if (!content) {
    return hal::failure(
        "terminal.book_unreadable", "reading what the terminal was ordered from " + file.string(),
        "let Kerb's user read it; if it is damaged, ask the terminal's provider which reservations "
        "are open, settle them, and take the file away");
  }
  return std::unique_ptr<OrderBook>(
      new OrderBook(std::move(file), std::move(content->orders), std::move(content->strangers)));
}

const Order* OrderBook::find(const OrderKey& key) const {
  const auto found = std::find_if(orders_.begin(), orders_.end(),
                                  [&](const Order& order) { return order.key == key; });
  return found == orders_.end() ? nullptr : &*found;
}

const Order* OrderBook::find_hold(const PaymentName& name) const {
  const auto found = std::find_if(orders_.rbegin(), orders_.rend(), [&](const Order& order) {
    return order.kind == Order::Kind::hold && order.name == name;
  });
  return found == orders_.rend() ? nullptr : &*found;
}

const Order* OrderBook::last_standing() const {
  const auto found = std::find_if(orders_.rbegin(), orders_.rend(), [](const Order& order) {
    return order.state == Order::State::kept && !order.name.receipt.empty();
  });
  return found == orders_.rend() ? nullptr : &*found;
}

bool OrderBook::knows(const PaymentName& name) const {
  return std::any_of(orders_.begin(), orders_.end(), [&](const Order& order) {
    return order.name.receipt == name.receipt && order.name.trace == name.trace;
  });
}

bool OrderBook::is_extension(const PaymentName& name) const {
  return std::any_of(orders_.begin(), orders_.end(), [&](const Order& order) {
    return order.kind == Order::Kind::extension && order.name.receipt == name.receipt &&
           order.name.trace == name.trace;
  });
}

// A hold is over when something that stands ended it.
bool OrderBook::is_over(const Order& order) const {
  if (order.state == Order::State::nothing) return true;
  if (order.state != Order::State::kept) return false;
  if (order.kind != Order::Kind::hold) return true;
  return std::any_of(orders_.begin(), orders_.end(), [&](const Order& other) {
    return other.hold_key == order.key && other.state == Order::State::kept &&
           other.kind != Order::Kind::extension;
  });
}

std::int64_t OrderBook::held_by(const Order& hold) const {
  std::int64_t held = hold.amount;
  for (const Order& order : orders_) {
    const bool extends = order.kind == Order::Kind::extension && order.hold_key == hold.key;
    if (extends && order.state == Order::State::kept) held += order.amount;
  }
  return held;
}

std::vector<Order> OrderBook::open_holds() const {
  std::vector<Order> found;
  std::copy_if(orders_.begin(), orders_.end(), std::back_inserter(found), [&](const Order& order) {
    return order.kind == Order::Kind::hold && order.state == Order::State::kept && !is_over(order);
  });
  return found;
}

std::vector<Order> OrderBook::doubts() const {
  std::vector<Order> found;
  std::copy_if(orders_.begin(), orders_.end(), std::back_inserter(found), [](const Order& order) {
    return order.state == Order::State::sent || order.state == Order::State::approved;
  });
  return found;
}

std::vector<Order> OrderBook::for_person() const {
  std::vector<Order> found;
  std::copy_if(orders_.begin(), orders_.end(), std::back_inserter(found),
               [](const Order& order) { return order.state == Order::State::for_person; });
  return found;
}

std::vector<OrderKey> OrderBook::vanished_holds() const {
  std::vector<OrderKey> keys;
  for (const Order& order : orders_) {
    const bool was_approved = order.kind == Order::Kind::hold && !order.name.receipt.empty();
    if (was_approved && order.state == Order::State::nothing) keys.push_back(order.key);
  }
  return keys;
}

hal::Result<void> OrderBook::note(const Order& order) {
  const std::vector<Order> before = orders_;
  const auto known = std::find_if(orders_.begin(), orders_.end(),
                                  [&](const Order& one) { return one.key == order.key; });
  if (known != orders_.end()) {
    *known = order;
    // Sent once more, it comes after all others.
    if (order.state == Order::State::sent) std::rotate(known, known + 1, orders_.end());
  } else {
    if (orders_.size() >= kMost) {
      const auto over = std::find_if(orders_.begin(), orders_.end(),
                                     [&](const Order& one) { return is_over(one); });
      if (over == orders_.end()) {
        return hal::failure("terminal.book_unwritable", "noting one more order to the terminal",
                            "too many are open: see what waits for a person");
      }
      orders_.erase(over);
    }
    orders_.push_back(order);
  }
  // What is booked and known to the journal needs the card's application no more.
  if (order.kind == Order::Kind::booking && order.state == Order::State::kept &&
      order.slip.empty()) {
    const auto hold = std::find_if(orders_.begin(), orders_.end(),
                                   [&](const Order& one) { return one.key == order.hold_key; });
    if (hold != orders_.end()) hold->slip.clear();
  }
  auto written = write();
  if (!written) orders_ = before;
  return written;
}

hal::Result<void> OrderBook::note_strangers(std::vector<std::uint16_t> receipts) {
  if (receipts == strangers_) return {};
  std::swap(strangers_, receipts);
  auto written = write();
  if (!written) std::swap(strangers_, receipts);
  return written;
}

hal::Result<void> OrderBook::write() const {
  BookJson list = BookJson::array();
  for (const Order& order : orders_) list.push_back(json_of(order));
  const BookJson whole{{"version", 1}, {"orders", std::move(list)}, {"strangers", strangers_}};
  const std::string text = whole.dump(-1, ' ', false, BookJson::error_handler_t::replace) + '\n';
  if (const std::error_code problem = hal::replace_file(file_, text)) {
    return hal::failure(
        "terminal.book_unwritable",
        "noting an order to the terminal in " + file_.string() + ": " + problem.message(),
        "see that its folder can be written and the disk has room; until then no "
        "card is charged");
  }
  return {};
}

}  // namespace kerb::payment::terminal
