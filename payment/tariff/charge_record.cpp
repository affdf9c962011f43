#include "payment/tariff/charge_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "payment/tariff/json_reader.hpp"
#include "payment/tariff/tariff_reader.hpp"

namespace kerb::payment::tariff {
namespace {

constexpr std::int64_t kMostHours = 8784 * kTen12;  // 10^-12 h, a leap year
constexpr std::int64_t kMostMeasured = 1'000'000'000'000;

// Members of a CDR that say nothing about what this charge has to cost.
constexpr std::string_view kSilent[] = {"country_code",
                                        "party_id",
                                        "id",
                                        "session_id",
                                        "cdr_token",
                                        "auth_method",
                                        "authorization_reference",
                                        "cdr_location",
                                        "meter_id",
                                        "signed_data",
                                        "total_fixed_cost",
                                        "total_energy_cost",
                                        "total_time",
                                        "total_time_cost",
                                        "total_parking_time",
                                        "total_parking_cost",
                                        "total_reservation_cost",
                                        "remark",
                                        "invoice_reference_id",
                                        "home_charging_compensation",
                                        "last_updated",
                                        "credit_reference_id",
                                        "evse_uid",
                                        "connector_id",
                                        "booking_id",
                                        "auth_id"};

class RecordReader {
 public:
  RecordReader(const JsonTree& tree, ChargeRecord& record)
      : tree_(tree), reader_(tree), record_(record) {}

  hal::Result<void> read(std::uint32_t node) {
    const auto each = [this](std::uint32_t at, std::string_view key) { member(at, key); };
    if (reader_.each_member(node, each)) check(node);
    if (reader_.failed()) return tl::make_unexpected(reader_.error());
    record_.warnings = reader_.take_warnings();
    if (tariffs_ != 0 && tree_[tariffs_].kind == JsonKind::array) read_tariffs();
    return {};
  }

 private:
  void member(std::uint32_t at, std::string_view key) {
    if (key == "start_date_time") {
      record_.start = reader_.utc(at);
      start_ = at;
    } else if (key == "end_date_time" || key == "stop_date_time") {  // the latter in OCPI 2.1.1
      record_.end = reader_.utc(at);
      end_ = at;
    } else if (key == "charging_periods") {
      read_periods(at);
    } else if (key == "tariffs") {
      tariffs_ = at;
    } else if (key == "time_zone") {
      record_.time_zone = reader_.text(at, 255);
    } else if (key == "currency") {
      record_.currency = reader_.word(at);
    } else if (key == "total_cost") {
      read_total(at);
    } else if (key == "total_energy") {
      record_.stated_energy = reader_.number(at, 12, 0, kMostEnergy);
    } else if (key == "credit") {
      if (reader_.boolean(at)) reader_.warn(at, "a credit: priced like the charge it takes back");
    } else if (std::find(std::begin(kSilent), std::end(kSilent), key) == std::end(kSilent)) {
      reader_.warn(at, "an unknown member, passed over");
    }
  }

  // 2.2.1 Price {excl_vat, incl_vat}; 2.3.0 Price {before_taxes, taxes[]}; 2.1.1 a number.
  void read_total(std::uint32_t node) {
    const auto amount = [&](std::uint32_t at) {
      return reader_.number(at, kPricePlaces, -kMostPrice, kMostPrice);
    };
    if (tree_[node].kind == JsonKind::number) {
      record_.stated_net = amount(node);
      return;
    }
    for (const std::string_view key : {"excl_vat", "before_taxes"}) {
      if (const auto at = tree_.member(node, key); at != 0) record_.stated_net = amount(at);
    }
    for (const std::string_view key : {"incl_vat", "after_taxes"}) {
      if (const auto at = tree_.member(node, key); at != 0) record_.stated_gross = amount(at);
    }
    const std::uint32_t taxes = tree_.member(node, "taxes");
    if (taxes == 0 || !record_.stated_net || tree_[taxes].kind != JsonKind::array) return;
    std::int64_t gross = *record_.stated_net;
    for (auto at = JsonTree::first(taxes); at != tree_.end(taxes); at = tree_.next(at)) {
      const std::uint32_t tax = tree_.member(at, "amount");
      if (tax == 0 || __builtin_add_overflow(gross, amount(tax), &gross)) return;
    }
    record_.stated_gross = gross;
  }

  void read_periods(std::uint32_t list) {
    if (!reader_.is_array(list)) return;
    record_.periods.reserve(std::min<std::size_t>(tree_.count(list), JsonReader::kMostItems));
    for (auto at = JsonTree::first(list); at != tree_.end(list); at = tree_.next(at)) {
      if (reader_.is_object(at)) read_period(at);
      if (reader_.failed()) return;
    }
  }

  void read_period(std::uint32_t node) {
    ChargingPeriod period;
    std::uint32_t start = 0;
    for (auto at = JsonTree::first(node); at != tree_.end(node); at = tree_.next(at)) {
      const std::string_view key = tree_[at].key;
      if (key == "start_date_time") {
        period.start = reader_.utc(at);
        start = at;
      } else if (key == "dimensions") {
        read_dimensions(at, period);
      } else if (key == "tariff_id") {
        if (!reader_.is_null(at)) read_tariff_id(at);
      } else if (key != "encoding_method") {
        reader_.warn(at, "an unknown member, passed over");
      }
    }
    if (start == 0) return reader_.refuse(node, "no start_date_time", "say when it began");
    if (!record_.periods.empty() && period.start < record_.periods.back().start) {
      return reader_.refuse(start, "time runs backwards: it begins before the one before it",
                            "put the periods in the order of time");
    }
    record_.periods.push_back(period);
  }

  void read_tariff_id(std::uint32_t at) {
    const std::string id = reader_.text(at, 255);
    if (record_.tariff_id.empty()) record_.tariff_id = id;
    if (id == record_.tariff_id || record_.undecided) return;
    record_.undecided = hal::Error{
        "price.several_tariffs",
        fmt::format("reading {}, {}: the periods name different tariffs, \"{}\" and \"{}\"",
                    tree_.name(), tree_.place(at), record_.tariff_id, id),
        "price the part of each tariff as a record of its own, or name one tariff for all: kerb "
        "price TARIFF CDR"};
  }

  void read_dimensions(std::uint32_t list, ChargingPeriod& period) {
    if (!reader_.is_array(list)) return;
    int count = 0;
    for (auto at = JsonTree::first(list); at != tree_.end(list); at = tree_.next(at)) {
      if (!reader_.is_object(at)) return;
      const std::uint32_t type = tree_.member(at, "type");
      const std::uint32_t volume = tree_.member(at, "volume");
      if (type == 0 || volume == 0) {
        return reader_.refuse(at, "a dimension without its type or its volume", "give both");
      }
      for (auto before = JsonTree::first(list); before != at; before = tree_.next(before)) {
        const std::uint32_t other = tree_.member(before, "type");
        if (tree_[other].text == tree_[type].text) {
          return reader_.refuse(type, "the dimension is there twice", "add its volumes up");
        }
      }
      if (++count > 32) return reader_.refuse(list, "too many dimensions", "at most 32");
      read_dimension(type, volume, period);
      if (reader_.failed()) return;
    }
  }

  void read_dimension(std::uint32_t type, std::uint32_t volume, ChargingPeriod& period) {
    const std::string_view name = reader_.word(type);
    if (name == "ENERGY") {
      period.energy = reader_.number(volume, 12, 0, kMostEnergy);
    } else if (name == "TIME") {
      period.charging = hours(volume);
    } else if (name == "PARKING_TIME") {
      period.parking = hours(volume);
    } else if (name == "RESERVATION_TIME") {
      period.reservation = hours(volume);
    } else if (!read_measured(name, volume, period) && !passed_over(name)) {
      reader_.refuse(type, fmt::format("{} is no dimension", in_quotes(name)),
                     "those of OCPI, such as ENERGY, TIME and PARKING_TIME");
    }
  }

  // The instantaneous values of a session count as both ends of the range.
  bool read_measured(std::string_view name, std::uint32_t volume, ChargingPeriod& period) {
    const bool current = name == "MIN_CURRENT" || name == "MAX_CURRENT" || name == "CURRENT";
    const bool power = name == "MIN_POWER" || name == "MAX_POWER" || name == "POWER";
    if (!current && !power) return false;
    const std::int64_t value = reader_.number(volume, 6, -kMostMeasured, kMostMeasured);
    const bool least = name.substr(0, 3) != "MAX";
    const bool greatest = name.substr(0, 3) != "MIN";
    if (least) (current ? period.least_current : period.least_power) = value;
    if (greatest) (current ? period.greatest_current : period.greatest_power) = value;
    return true;
  }

  static bool passed_over(std::string_view name) {
    return name == "ENERGY_EXPORT" || name == "ENERGY_IMPORT" || name == "STATE_OF_CHARGE" ||
           name == "FLAT" || name == "RESERVATION_OVERTIME";
  }

  // Hours in ms: of the digits that a third of an hour never ends with, the nearest ms is meant.
  std::int64_t hours(std::uint32_t volume) {
    const auto read = read_decimal(tree_[volume].text, 12, kMostHours);
    if (tree_[volume].kind != JsonKind::number || !read || read->value < 0) {
      reader_.refuse(volume,
                     fmt::format("{} is no time that can be taken", in_quotes(tree_[volume].text)),
                     "hours, between 0 and 8784");
      return 0;
    }
    return static_cast<std::int64_t>((static_cast<Int128>(read->value) * 3'600'000 + kTen12 / 2) /
                                     kTen12);
  }

  void check(std::uint32_t node) {
    if (reader_.failed()) return;
    if (start_ == 0 || end_ == 0) {
      return reader_.refuse(node, "no start_date_time or no end_date_time", "give both");
    }
    if (record_.end < record_.start) {
      return reader_.refuse(end_, "time runs backwards: it ends before it begins",
                            "mend start_date_time or end_date_time");
    }
    if (record_.end - record_.start > kMostMillis) {
      return reader_.refuse(end_, "the charge is longer than a year", "mend its times");
    }
    if (record_.periods.empty()) {
      return reader_.refuse(node, "no charging_periods", "give at least one");
    }
    if (record_.periods.front().start < record_.start) {
      return reader_.refuse(node, "the first period begins before the charge", "mend its times");
    }
    if (record_.periods.back().start > record_.end) {
      return reader_.refuse(node, "the last period begins after the end of the charge",
                            "mend its times");
    }
  }

  // One that cannot be read only matters to whom no other tariff is given.
  void read_tariffs() {
    std::vector<Tariff> tariffs;
    for (auto at = JsonTree::first(tariffs_); at != tree_.end(tariffs_); at = tree_.next(at)) {
      auto tariff = read_tariff_at(tree_, at);
      if (tariff) {
        tariffs.push_back(std::move(*tariff));
      } else if (!record_.undecided) {
        record_.undecided = tariff.error();
      }
    }
    const Tariff* chosen = choose_tariff(tariffs, record_.tariff_id, record_.start);
    if (chosen != nullptr) record_.tariff = *chosen;
  }

  const JsonTree& tree_;
  JsonReader reader_;
  ChargeRecord& record_;
  std::uint32_t start_ = 0;
  std::uint32_t end_ = 0;
  std::uint32_t tariffs_ = 0;
};

}  // namespace

hal::Result<ChargeRecord> read_charge_record(std::string_view text, std::string_view name) {
  const auto tree = JsonTree::parse(text, name);
  if (!tree) return tl::make_unexpected(tree.error());
  std::uint32_t node = tree->root();
  if (const auto inner = tree->member(node, "data"); inner != 0) node = inner;
  const std::uint32_t outer = node;
  if (const auto inner = tree->member(node, "cdr"); inner != 0) node = inner;
  ChargeRecord record;
  const auto read = RecordReader(*tree, record).read(node);
  if (!read) return tl::make_unexpected(read.error());
  const std::uint32_t zone = tree->member(outer, "time_zone");
  if (outer != node && zone != 0 && record.time_zone.empty())
    record.time_zone = tree->decoded(zone);
  return record;
}

}  // namespace kerb::payment::tariff
