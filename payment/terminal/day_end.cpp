#include "payment/terminal/day_end.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "hal/zvt/bitmaps.hpp"
#include "hal/zvt/codes.hpp"

namespace kerb::payment::terminal {
namespace {

using EndHow = hal::zvt::Outcome::How;

constexpr std::chrono::days kDifferenceTold{7};
constexpr std::size_t kMostInWords = 6;

std::optional<std::vector<DayDifference::Theirs>> totals_told(const hal::zvt::Outcome& outcome) {
  if (!outcome.status_message) return std::nullopt;
  const auto value = outcome.status_message->bitmap(hal::zvt::bmp::kTotals);
  const auto totals = value ? hal::zvt::day_totals_in(*value) : std::nullopt;
  if (!totals) return std::nullopt;
  std::vector<DayDifference::Theirs> theirs;
  for (const hal::zvt::KindTotal& kind : totals->kinds) {
    if (kind.count == 0 && kind.amount == 0) continue;
    theirs.push_back({std::string(kind.name), kind.count, static_cast<std::int64_t>(kind.amount)});
  }
  return theirs;
}

std::int64_t sum_of_theirs(const std::vector<DayDifference::Theirs>& theirs) {
  std::int64_t sum = 0;
  for (const DayDifference::Theirs& one : theirs) sum += one.amount;
  return sum;
}

std::string amount_text(std::int64_t minor) {
  const std::int64_t whole = minor < 0 ? -minor : minor;
  return fmt::format("{}{}.{:02}", minor < 0 ? "-" : "", whole / 100, whole % 100);
}

// From which batch on the totals hold everything: those before were ended, and nobody heard it.
// Nothing: no such place, the two do not agree.
std::optional<std::size_t> first_counted(const std::vector<DayBatch>& batches,
                                         std::int64_t theirs) {
  for (std::size_t first = 0; first < batches.size(); ++first) {
    std::int64_t sum = 0;
    for (std::size_t at = first; at < batches.size(); ++at) sum += sum_of(batches[at].booked);
    if (sum == theirs) return first;
  }
  return std::nullopt;
}

// What the batch of an end of day that nobody heard of leaves to be looked at.
std::optional<DayDifference> unheard(const DayBatch& batch) {
  const std::int64_t sum = sum_of(batch.booked);
  if (batch.heard == sum || (!batch.heard && sum == 0)) return std::nullopt;
  DayDifference difference{batch.at, batch.booked, {}};
  if (batch.heard) difference.theirs = {{"all", 0, *batch.heard}};
  return difference;
}

std::vector<DayDifference> compared(const std::vector<DayBatch>& batches,
                                    std::vector<DayDifference::Theirs> theirs) {
  std::vector<DayDifference> found;
  if (const auto first = first_counted(batches, sum_of_theirs(theirs))) {
    for (std::size_t at = 0; at < *first; ++at) {
      if (auto difference = unheard(batches[at])) found.push_back(std::move(*difference));
    }
    return found;
  }
  DayDifference all{batches.back().at, {}, std::move(theirs)};
  for (const DayBatch& batch : batches) {
    all.ours.insert(all.ours.end(), batch.booked.begin(), batch.booked.end());
  }
  add_up(all.ours);
  found.push_back(std::move(all));
  return found;
}

// As many of a list as a line has room for.
template <typename One, typename Say>
std::string some_of(const std::vector<One>& list, Say say) {
  std::string words;
  for (std::size_t at = 0; at < std::min(list.size(), kMostInWords); ++at) {
    words += (at == 0 ? "" : ", ") + say(list[at]);
  }
  if (list.size() > kMostInWords) words += fmt::format(" and {} more", list.size() - kMostInWords);
  return list.empty() ? "nothing" : words;
}

}  // namespace

std::int64_t day_due(const hal::zvt::WallClock& now, std::chrono::minutes at) {
  using namespace std::chrono;
  const auto today = sys_days(year(now.year) / month(static_cast<unsigned>(now.month)) /
                              day(static_cast<unsigned>(now.day)));
  const bool past = hours(now.hour) + minutes(now.minute) >= at;
  const year_month_day due(past ? today : today - days(1));
  return std::int64_t{static_cast<int>(due.year())} * 10'000 +
         std::int64_t{static_cast<unsigned>(due.month())} * 100 +
         std::int64_t{static_cast<unsigned>(due.day())};
}

hal::Result<DayEnd::Told> DayEnd::end(std::int64_t day, hal::Utc now, bool asked) {
  if (!asked && book_.content().ended_for >= day) return Told{};
  if (auto learned = learn(); !learned) return tl::make_unexpected(std::move(learned.error()));
  if (!orders_.open_holds().empty() || !orders_.doubts().empty()) {
    return Told{How::put_off, "a reservation is open, or an order is in doubt", {}};
  }
  if (const auto met = terminal_.meet(); !met) return tl::make_unexpected(met.error());
  const DayContent before = book_.content();
  DayContent ordered = before;
  ordered.batches.push_back({now, std::exchange(ordered.booked, {}), {}});
  ordered.expected.clear();  // none is in doubt: they came to nothing, or a person has them
  ordered.ended_for = std::max(day, ordered.ended_for);
  if (auto noted = book_.write(std::move(ordered)); !noted)
    return tl::make_unexpected(noted.error());
  const hal::zvt::Outcome outcome = terminal_.run(hal::zvt::end_of_day(password_));
  switch (outcome.how) {
    case EndHow::completed:
      return ended(outcome, now);
    case EndHow::aborted:
    case EndHow::refused:
    case EndHow::not_sent:
      return not_ended(before, outcome);
    case EndHow::lost:
      break;
  }
  if (const auto theirs = totals_told(outcome)) {
    DayContent heard = book_.content();
    heard.batches.back().heard = sum_of_theirs(*theirs);
    if (auto noted = book_.write(std::move(heard)); !noted) {
      return tl::make_unexpected(noted.error());
    }
  }
  return Told{How::unknown, outcome.detail, {}};
}

std::vector<std::string> DayEnd::concerns() const {
  std::vector<std::string> words;
  for (const DayDifference& one : book_.content().differences) words.push_back(words_for(one));
  return words;
}

hal::Result<DayEnd::Told> DayEnd::not_ended(DayContent before, const hal::zvt::Outcome& outcome) {
  if (auto noted = book_.write(std::move(before)); !noted)
    return tl::make_unexpected(noted.error());
  const std::string why =
      outcome.how == EndHow::not_sent
          ? outcome.detail
          : "the terminal says " +
                hal::zvt::with_words(outcome.code, hal::zvt::result_words(outcome.code));
  return Told{How::refused, why, {}};
}

// What stood in the turnover store before Kerb came is not Kerb's to compare.
hal::Result<DayEnd::Told> DayEnd::ended(const hal::zvt::Outcome& outcome, hal::Utc now) {
  DayContent after = book_.content();
  Told told{How::ended, {}, {}};
  if (after.counted_before) {
    const auto theirs = totals_told(outcome);
    if (theirs) {
      told.differences = compared(after.batches, *theirs);
    } else {
      for (const DayBatch& batch : after.batches) {
        if (auto difference = unheard(batch)) told.differences.push_back(std::move(*difference));
      }
    }
  }
  after.counted_before = true;
  after.batches.clear();
  auto& list = after.differences;
  list.erase(
      std::remove_if(list.begin(), list.end(),
                     [&](const DayDifference& one) { return one.at + kDifferenceTold < now; }),
      list.end());
  list.insert(list.end(), told.differences.begin(), told.differences.end());
  if (auto noted = book_.write(std::move(after)); !noted) return tl::make_unexpected(noted.error());
  return told;
}

std::string words_for(const DayDifference& difference) {
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(difference.at.time_since_epoch());
  const auto date = std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(seconds));
  const std::chrono::year_month_day day(date);
  const std::string ours =
      fmt::format("Kerb booked {} ({})", amount_text(sum_of(difference.ours)),
                  some_of(difference.ours, [](const Booked& one) {
                    const std::string name =
                        one.name.empty() ? fmt::format("{} earlier ones", one.count) : one.name;
                    return name + " " + amount_text(one.amount);
                  }));
  const std::string theirs =
      !difference.theirs
          ? "what the terminal counted was not heard"
          : fmt::format(
                "the terminal counted {} ({})", amount_text(sum_of_theirs(*difference.theirs)),
                some_of(*difference.theirs, [](const DayDifference::Theirs& one) {
                  return fmt::format("{} x {} {}", one.count, one.kind, amount_text(one.amount));
                }));
  return fmt::format("end of day {}-{:02}-{:02}: {}, {}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()), theirs,
                     ours);
}

std::string json_for(const DayDifference& difference) {
  using Json = nlohmann::ordered_json;
  Json ours = Json::array();
  for (const Booked& one : difference.ours) {
    ours.push_back({{"name", one.name}, {"amount", one.amount}, {"count", one.count}});
  }
  Json body{{"at", difference.at.time_since_epoch().count()},
            {"booked", sum_of(difference.ours)},
            {"ours", std::move(ours)}};
  if (difference.theirs) {
    Json theirs = Json::array();
    for (const DayDifference::Theirs& one : *difference.theirs) {
      theirs.push_back({{"kind", one.kind}, {"count", one.count}, {"amount", one.amount}});
    }
    body["counted"] = sum_of_theirs(*difference.theirs);
    body["theirs"] = std::move(theirs);
  }
  return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace kerb::payment::terminal
