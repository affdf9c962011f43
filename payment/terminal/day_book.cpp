#include "payment/terminal/day_book.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "hal/bounded_file.hpp"
#include "hal/replaced_file.hpp"

namespace kerb::payment::terminal {
namespace {

using DayJson = nlohmann::json;

constexpr std::size_t kLargestDayBook = 4 * 1024 * 1024;
constexpr std::size_t kMostBatches = 30;
constexpr std::size_t kMostExpected = 2 * OrderBook::kMost;
constexpr std::size_t kLongestDayText = 300;
constexpr std::int64_t kMostOfDay = 1'000'000'000'000'000;

DayJson json_of_booked(const std::vector<Booked>& booked) {
  DayJson list = DayJson::array();
  for (const Booked& one : booked) {
    list.push_back({{"name", one.name}, {"amount", one.amount}, {"count", one.count}});
  }
  return list;
}

DayJson json_of_batch(const DayBatch& batch) {
  DayJson json{{"at", batch.at.time_since_epoch().count()},
               {"booked", json_of_booked(batch.booked)}};
  if (batch.heard) json["heard"] = *batch.heard;
  return json;
}

DayJson json_of_difference(const DayDifference& difference) {
  DayJson json{{"at", difference.at.time_since_epoch().count()},
               {"ours", json_of_booked(difference.ours)}};
  if (!difference.theirs) return json;
  DayJson list = DayJson::array();
  for (const DayDifference::Theirs& one : *difference.theirs) {
    list.push_back({{"kind", one.kind}, {"count", one.count}, {"amount", one.amount}});
  }
  json["theirs"] = std::move(list);
  return json;
}

std::string text_of_content(const DayContent& content) {
  DayJson batches = DayJson::array();
  for (const DayBatch& batch : content.batches) batches.push_back(json_of_batch(batch));
  DayJson differences = DayJson::array();
  for (const DayDifference& one : content.differences) {
    differences.push_back(json_of_difference(one));
  }
  const DayJson whole{{"version", 1},
                      {"expected", content.expected},
                      {"booked", json_of_booked(content.booked)},
                      {"batches", std::move(batches)},
                      {"differences", std::move(differences)},
                      {"ended_for", content.ended_for},
                      {"counted_before", content.counted_before}};
  return whole.dump(-1, ' ', false, DayJson::error_handler_t::replace) + '\n';
}

// What stands in the file, one value after the other. Anything that is wrong spoils all of it.
class DayReader {
 public:
  bool right() const { return right_; }

  std::int64_t number(const DayJson& json, const char* name) {
    const DayJson* found = member(json, name);
    if (found == nullptr || !found->is_number_integer()) return wrong<std::int64_t>();
    const auto number = found->get<std::int64_t>();
    if (number < -kMostOfDay || number > kMostOfDay) return wrong<std::int64_t>();
    return number;
  }
  std::string text(const DayJson& json, const char* name) {
    const DayJson* found = member(json, name);
    return found == nullptr ? wrong<std::string>() : text_of(*found);
  }
  std::string text_of(const DayJson& json) {
    if (!json.is_string()) return wrong<std::string>();
    auto text = json.get<std::string>();
    return text.size() > kLongestDayText ? wrong<std::string>() : text;
  }
  bool flag(const DayJson& json, const char* name) {
    const DayJson* found = member(json, name);
    if (found == nullptr || !found->is_boolean()) return wrong<bool>();
    return found->get<bool>();
  }
  hal::Utc moment(const DayJson& json, const char* name) {
    return hal::Utc(hal::Millis(number(json, name)));
  }
  template <typename Value, typename Read>
  std::vector<Value> list(const DayJson& json, const char* name, std::size_t most, Read read) {
    const DayJson* found = member(json, name);
    if (found == nullptr || !found->is_array() || found->size() > most) {
      return wrong<std::vector<Value>>();
    }
    std::vector<Value> values;
    for (const DayJson& one : *found) values.push_back(read(one));
    return values;
  }
  std::vector<Booked> booked(const DayJson& json, const char* name) {
    return list<Booked>(json, name, DayBook::kMostBooked, [this](const DayJson& one) {
      return Booked{text(one, "name"), number(one, "amount"), number(one, "count")};
    });
  }
  DayBatch batch(const DayJson& json) {
    DayBatch batch{moment(json, "at"), booked(json, "booked"), {}};
    if (json.is_object() && json.contains("heard")) batch.heard = number(json, "heard");
    return batch;
  }
  DayDifference difference(const DayJson& json) {
    DayDifference difference{moment(json, "at"), booked(json, "ours"), {}};
    if (!json.is_object() || !json.contains("theirs")) return difference;
    using Theirs = DayDifference::Theirs;
    difference.theirs = list<Theirs>(json, "theirs", 16, [this](const DayJson& one) {
      return Theirs{text(one, "kind"), number(one, "count"), number(one, "amount")};
    });
    return difference;
  }

 private:
  const DayJson* member(const DayJson& json, const char* name) {
    const auto found = json.is_object() ? json.find(name) : json.end();
    return !json.is_object() || found == json.end() ? nullptr : &*found;
  }
  template <typename Value>
  Value wrong() {
    right_ = false;
    return Value{};
  }
  bool right_ = true;
};

std::optional<DayContent> day_content_in(const std::string& text) {
  const DayJson json = DayJson::parse(text, nullptr, false);
  DayReader reader;
  if (reader.number(json, "version") != 1) return std::nullopt;
  DayContent content;
  content.expected = reader.list<OrderKey>(json, "expected", kMostExpected,
                                           [&](const DayJson& one) { return reader.text_of(one); });
  content.booked = reader.booked(json, "booked");
  content.batches = reader.list<DayBatch>(json, "batches", kMostBatches,
                                          [&](const DayJson& one) { return reader.batch(one); });
  content.differences =
      reader.list<DayDifference>(json, "differences", DayBook::kMostDifferences,
                                 [&](const DayJson& one) { return reader.difference(one); });
  content.ended_for = reader.number(json, "ended_for");
  content.counted_before = reader.flag(json, "counted_before");
  if (!reader.right()) return std::nullopt;
  return content;
}

// Two ends of day that nobody heard of are one, where there is no room.
void join_batches(std::vector<DayBatch>& batches) {
  while (batches.size() > kMostBatches) {
    std::vector<Booked>& into = batches[1].booked;
    into.insert(into.begin(), batches[0].booked.begin(), batches[0].booked.end());
    add_up(into);
    batches[1].heard.reset();
    batches.erase(batches.begin());
  }
}

}  // namespace

void add_up(std::vector<Booked>& booked) {
  while (booked.size() > DayBook::kMostBooked) {
    booked[1] = {{}, booked[0].amount + booked[1].amount, booked[0].count + booked[1].count};
    booked.erase(booked.begin());
  }
}

std::int64_t sum_of(const std::vector<Booked>& booked) {
  std::int64_t sum = 0;
  for (const Booked& one : booked) sum += one.amount;
  return sum;
}

DayBook::DayBook(std::filesystem::path file, DayContent content)
    : file_(std::move(file)), content_(std::move(content)) {}

hal::Result<std::unique_ptr<DayBook>> DayBook::open(std::filesystem::path file) {
  std::error_code problem;
  std::optional<DayContent> content;
  if (!std::filesystem::exists(file, problem) && !problem) {
    content.emplace();
  } else if (const auto text = hal::read_bounded_file(file, kLargestDayBook)) {
    content = day_content_in(*text);
  }
  if (!content) {
    return hal::failure(
        "terminal.day_unreadable", "reading what was booked at the terminal from " + file.string(),
        "let Kerb's user read it; if it is damaged, compare the terminal's last totals with the "
        "journal, and take the file away");
  }
  return std::unique_ptr<DayBook>(new DayBook(std::move(file), std::move(*content)));
}

hal::Result<void> DayBook::write(DayContent content) {
  add_up(content.booked);
  join_batches(content.batches);
  while (content.differences.size() > kMostDifferences) {
    content.differences.erase(content.differences.begin());
  }
  if (const std::error_code problem = hal::replace_file(file_, text_of_content(content))) {
    return hal::failure(
        "terminal.day_unwritable",
        "noting what is booked at the terminal in " + file_.string() + ": " + problem.message(),
        "see that its folder can be written and the disk has room");
  }
  content_ = std::move(content);
  return {};
}

hal::Result<void> DayBook::expect(const OrderKey& key) {
  const auto& known = content_.expected;
  if (std::find(known.begin(), known.end(), key) != known.end()) return {};
  DayContent next = content_;
  if (next.expected.size() >= kMostExpected) next.expected.erase(next.expected.begin());
  next.expected.push_back(key);
  return write(std::move(next));
}

hal::Result<void> DayBook::learn(const OrderBook& orders) {
  DayContent next = content_;
  next.expected.clear();
  for (const OrderKey& key : content_.expected) {
    const Order* const order = orders.find(key);
    if (order != nullptr && order->state == Order::State::kept) {
      // A reversal that names an amount gives back what was booked.
      const bool gives_back = order->kind == Order::Kind::reversal;
      const std::int64_t amount = gives_back ? -order->amount : order->amount;
      if (amount != 0) next.booked.push_back({reference_of(order->name), amount});
    } else {
      next.expected.push_back(key);
    }
  }
  if (next.expected.size() == content_.expected.size()) return {};
  return write(std::move(next));
}

}  // namespace kerb::payment::terminal
