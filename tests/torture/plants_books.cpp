// Bugs in what is written down and read back.
#include <utility>

#include "payment/saga/steps.hpp"
#include "tests/torture/plants.hpp"
#include "tests/torture/world.hpp"

namespace kerb::torture {
namespace {

class PlantedBooks final : public kiosk::Books {
 public:
  PlantedBooks(Plants& plants, std::unique_ptr<kiosk::Books> books)
      : plants_(plants), books_(std::move(books)) {}

  hal::Result<void> write(const kiosk::Commit& commit, hal::Utc at) override {
    if (auto instead = plants_.instead_of_write(commit)) return *instead;
    hal::Result<void> result = books_->write(commit, at);
    plants_.after_write(commit, result);
    return result;
  }
  hal::Result<Open> open_sessions() override {
    auto open = books_->open_sessions();
    if (open) plants_.on_read(*open);
    return open;
  }
  hal::Result<std::optional<payment::Saga>> session(const std::string& id) override {
    return books_->session(id);
  }

 private:
  Plants& plants_;
  std::unique_ptr<kiosk::Books> books_;
};

}  // namespace

std::unique_ptr<kiosk::Books> Plants::on_books(std::unique_ptr<kiosk::Books> books) {
  if (is(Plant::none)) return books;
  return std::make_unique<PlantedBooks>(*this, std::move(books));
}

std::optional<hal::Result<void>> Plants::instead_of_write(const kiosk::Commit& commit) {
  const auto* saga = std::get_if<payment::Saga>(&commit.content);
  if (saga == nullptr) {
    const bool cost = is(Plant::cost_alarm_not_written) && commit.kind.starts_with("alarm.cost");
    const bool meter = is(Plant::meter_alarm_not_written) && commit.kind.starts_with("alarm.meter");
    return cost || meter ? std::optional(hal::Result<void>{}) : std::nullopt;
  }
  if (is(Plant::send_before_journal)) order_before_write(*saga);
  const bool skipped =
      (is(Plant::held_not_written) && std::holds_alternative<payment::Held>(saga->state)) ||
      (is(Plant::for_person_not_written) &&
       std::holds_alternative<payment::ForPerson>(saga->state));
  if (skipped) return hal::Result<void>{};
  return std::nullopt;
}

void Plants::after_write(const kiosk::Commit& commit, hal::Result<void>& result) {
  if (is(Plant::write_error_is_success)) result = {};
  const auto* saga = std::get_if<payment::Saga>(&commit.content);
  if (!is(Plant::books_read_stale) || saga == nullptr) return;
  const auto before = newest_.find(commit.session);
  if (before != newest_.end()) stale_[commit.session] = before->second;
  newest_[commit.session] = *saga;
}

void Plants::on_read(kiosk::Books::Open& open) {
  std::vector<payment::Saga> kept;
  for (payment::Saga& saga : open.sagas) {
    const bool hold = std::holds_alternative<payment::Holding>(saga.state) ||
                      std::holds_alternative<payment::Asking>(saga.state);
    const bool charge = std::holds_alternative<payment::Held>(saga.state) ||
                        std::holds_alternative<payment::Delivering>(saga.state);
    const bool lost = is(Plant::restore_nothing) ||
                      (is(Plant::ignore_hold_intent_at_boot) && hold) ||
                      (is(Plant::ignore_charge_at_boot) && charge);
    if (lost) continue;
    const auto stale = stale_.find(saga.terms.session);
    kept.push_back(stale == stale_.end() ? std::move(saga) : stale->second);
  }
  if (is(Plant::forget_one_at_boot) && !kept.empty()) kept.pop_back();
  open.sagas = std::move(kept);
}

}  // namespace kerb::torture
