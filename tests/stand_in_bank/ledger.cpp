#include "tests/stand_in_bank/ledger.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace kerb::stand_in_bank {

namespace {

constexpr std::int64_t kDuplicateWindow = 15 * 60;

}  // namespace

std::int64_t cents_of(const std::string& decimal) {
  std::string digits = decimal;
  digits.erase(digits.find('.'), 1);
  return std::stoll(digits);
}

std::string decimal_of(std::int64_t cents) {
  return fmt::format("{}.{:02}", cents / 100, cents % 100);
}

std::string Ledger::next_id(std::int64_t now) {
  return fmt::format("7{:013}{:08}", now, ++serial_);
}

Hold& Ledger::add(Hold hold) {
  holds_.push_back(std::move(hold));
  return holds_.back();
}

Hold* Ledger::find(const std::string& id) {
  const auto found =
      std::find_if(holds_.begin(), holds_.end(), [&id](const Hold& hold) { return hold.id == id; });
  return found == holds_.end() ? nullptr : &*found;
}

Hold* Ledger::find_by_transaction_id(const std::string& transaction_id) {
  const auto found = std::find_if(holds_.begin(), holds_.end(), [&](const Hold& hold) {
    return hold.transaction_id == transaction_id;
  });
  return found == holds_.end() ? nullptr : &*found;
}

bool Ledger::is_duplicate(const std::string& code, std::int64_t now) const {
  return std::any_of(transactions_.begin(), transactions_.end(), [&](const Transaction& earlier) {
    return earlier.worked && earlier.code == code && now - earlier.made_at < kDuplicateWindow;
  });
}

bool Ledger::take_transaction_id(const std::string& transaction_id) {
  return transaction_ids_.insert(transaction_id).second;
}

nlohmann::json Ledger::book() const {
  nlohmann::json book = {{"holds", nlohmann::json::array()},
                         {"captured", nlohmann::json::array()},
                         {"released", nlohmann::json::array()}};
  for (const Hold& hold : holds_) {
    if (hold.state == Hold::State::open) book["holds"].push_back(decimal_of(hold.cents));
  }
  for (const std::int64_t cents : captured_) book["captured"].push_back(decimal_of(cents));
  for (const std::int64_t cents : released_) book["released"].push_back(decimal_of(cents));
  return book;
}

nlohmann::json Ledger::accounts() const {
  constexpr std::array<const char*, 3> kStates{"open", "captured", "reversed"};
  nlohmann::json accounts = nlohmann::json::array();
  for (const Hold& hold : holds_) {
    accounts.push_back({{"code", hold.code},
                        {"state", kStates.at(static_cast<std::size_t>(hold.state))},
                        {"cents", hold.cents},
                        {"captured", hold.captured_cents},
                        {"captures_asked", hold.captures_asked}});
  }
  return accounts;
}

}  // namespace kerb::stand_in_bank
