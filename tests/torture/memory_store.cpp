#include <map>
#include <utility>

#include "payment/saga/saga_json.hpp"
#include "payment/saga/steps.hpp"
#include "tests/torture/store.hpp"
#include "tests/torture/world.hpp"

namespace kerb::torture {
namespace {

using payment::saga_steps::Match;

// What the journal's JSON leaves out is gone after a restart.
void forget_memory(payment::Saga& saga) {
  saga.meter_now = {};
  saga.belief = payment::MeterBelief();
  saga.wake_at.reset();
  saga.hold_sent.reset();
  if (saga.told && !saga.told->is_final) saga.told.reset();
  saga.raise_at.reset();
  std::visit(Match{[](auto&) {}, [](payment::Holding& it) { it = {}; },
                   [](payment::Asking& it) { it = {}; },
                   [](payment::AwaitingPhone& it) {
                     it = payment::AwaitingPhone{.page = it.page};
                     it.page.over = false;
                   },
                   [](payment::Abandoning& it) {
                     it.attempts = 0;
                     if (it.page) it.page->over = false;
                   },
                   [](payment::SecondLook& it) {
                     it.asked = 0;
                     if (it.page) it.page->over = false;
                   },
                   [](payment::Fencing& it) { it.attempts = 0; },
                   [](payment::Capturing& it) { it.attempts = 0; },
                   [](payment::Releasing& it) { it.attempts = 0; }},
             saga.state);
}

class MemoryStore final : public Store {
 public:
  explicit MemoryStore(World& world) : world_(world) {}

  hal::Result<std::unique_ptr<kiosk::Books>> open() override;
  void crash(bool power) override {
    if (!power || unsynced_.empty()) return unsynced_.clear();
    // Only a store that lies has any.
    for (auto& [session, before] : unsynced_) {
      if (before) {
        open_[session] = std::move(*before);
      } else {
        open_.erase(session);
      }
    }
    unsynced_.clear();
  }
  void freeze() override {}
  void judge() override {}

  hal::Result<void> write(const kiosk::Commit& commit);
  hal::Result<kiosk::Books::Open> read() const;

 private:
  void keep(const kiosk::Commit& commit);
  void check_json(const payment::Saga& saga);

  World& world_;
  std::map<SessionNumber, payment::Saga> open_;
  std::map<SessionNumber, std::optional<payment::Saga>> unsynced_;  // what was there before
  int written_ = 0;
};

class MemoryBooks final : public kiosk::Books {
 public:
  explicit MemoryBooks(MemoryStore& store) : store_(store) {}
  hal::Result<void> write(const kiosk::Commit& commit, hal::Utc /*at*/) override {
    return store_.write(commit);
  }
  hal::Result<Open> open_sessions() override { return store_.read(); }

 private:
  MemoryStore& store_;
};

tl::unexpected<hal::Error> disk_failed() {
  return hal::failure("journal.io", "the disk failed", "it is opened again");
}

hal::Result<std::unique_ptr<kiosk::Books>> MemoryStore::open() {
  world_.crash_point();
  if (world_.disk_is_full() || world_.faults.strike(Fault::disk_error)) return disk_failed();
  return std::unique_ptr<kiosk::Books>(std::make_unique<MemoryBooks>(*this));
}

void MemoryStore::keep(const kiosk::Commit& commit) {
  const auto* saga = std::get_if<payment::Saga>(&commit.content);
  if (saga == nullptr) return;
  const SessionNumber session = number_in(commit.session);
  if (world_.plants.is(Plant::no_sync) && unsynced_.count(session) == 0) {
    const auto before = open_.find(session);
    unsynced_[session] =
        before == open_.end() ? std::nullopt : std::optional<payment::Saga>(before->second);
  }
  if (!commit.open) {
    open_.erase(session);
    return;
  }
  payment::Saga& kept = open_[session];
  kept = *saga;
  forget_memory(kept);
  constexpr int kCheckEvery = 512;
  if (++written_ % kCheckEvery == 0) check_json(kept);
}

// What is forgotten here must be exactly what the journal forgets.
void MemoryStore::check_json(const payment::Saga& saga) {
  const std::string json = payment::saga_to_json(saga);
  const auto again = payment::saga_from_json(json);
  if (!again || payment::saga_to_json(*again) != json || !(paper_of(*again) == paper_of(saga))) {
    world_.oracle.violation(Invariant::commit_survives, number_in(saga.terms.session),
                            "the journal's JSON does not give the saga back");
  }
}

hal::Result<void> MemoryStore::write(const kiosk::Commit& commit) {
  world_.crash_point();
  if (world_.disk_is_full()) return disk_failed();
  if (world_.faults.strike(Fault::disk_error)) {
    if (world_.faults.extent(0, 1) == 0) keep(commit);
    return disk_failed();
  }
  keep(commit);
  world_.crash_point();
  return {};
}

hal::Result<kiosk::Books::Open> MemoryStore::read() const {
  world_.crash_point();
  kiosk::Books::Open open;
  for (const auto& [session, saga] : open_) open.sagas.push_back(saga);
  return open;
}

}  // namespace

std::unique_ptr<Store> memory_store(World& world) {
  return std::make_unique<MemoryStore>(world);
}

}  // namespace kerb::torture
