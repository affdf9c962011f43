#include "hal/simulated/reader.hpp"

#include <condition_variable>
#include <map>
#include <mutex>
#include <utility>

#include "hal/apdu.hpp"

namespace kerb::hal::simulated {
namespace {

using Deadline = std::chrono::steady_clock::time_point;

constexpr Millis kPauseWhileOff{250};
constexpr int kCommandsOfTornCard = 2;

tl::unexpected<ReaderFailure> fault(ReaderFault fault, std::string detail) {
  return tl::make_unexpected(ReaderFailure{fault, std::move(detail)});
}

}  // namespace

// Cards are called without the lock: a card may compute for a while, and it may be taken away
// meanwhile.
struct Reader::Field {
  mutable std::mutex mutex;
  std::condition_variable changed;

  std::shared_ptr<VirtualCard> card;  // in the field
  std::shared_ptr<VirtualCard>
      found;  // the one that the reader has powered; not it once it was taken away
  bool two_cards = false;
  bool read = false;  // the reader has found what is in the field: the tap is complete
  std::optional<int> commands_left;
  std::map<CardKind, std::shared_ptr<VirtualCard>> wallet;

  bool on = true;
  bool told_off = false;
  bool cancelled = false;
  Lights lights = Lights::off;

  bool something_there() const { return card != nullptr || two_cards; }

  void clear() {
    card.reset();
    found.reset();
    two_cards = false;
    read = false;
    commands_left.reset();
  }

  void put(std::shared_ptr<VirtualCard> next, std::optional<int> leaves_after) {
    if (!on) return;
    clear();
    card = std::move(next);
    commands_left = leaves_after;
    changed.notify_all();
  }

  // Waits for a card or for a reason to stop; the lock is held before and after.
  ReaderResult<void> await(std::unique_lock<std::mutex>& lock, Deadline deadline);
};

ReaderResult<void> Reader::Field::await(std::unique_lock<std::mutex>& lock, Deadline deadline) {
  if (!on && told_off) {
    const auto pause_end = std::min(deadline, std::chrono::steady_clock::now() + kPauseWhileOff);
    changed.wait_until(lock, pause_end, [this] { return cancelled || on; });
  }
  changed.wait_until(lock, deadline, [this] { return cancelled || !on || something_there(); });
  if (std::exchange(cancelled, false)) return fault(ReaderFault::cancelled, "cancelled");
  told_off = !on;
  if (!on) return fault(ReaderFault::reader_gone, "the simulated reader is off");
  if (!something_there()) return fault(ReaderFault::no_card, "nobody tapped");
  read = true;
  if (!two_cards) return {};
  return fault(ReaderFault::several_cards, "two cards in the field");
}

Reader::Reader() : field_(std::make_unique<Field>()) {}
Reader::~Reader() = default;

std::string Reader::name() const {
  return "simulated reader";
}

bool Reader::present() {
  const std::lock_guard lock(field_->mutex);
  return field_->on;
}

ReaderResult<CardInField> Reader::wait_for_card(Millis timeout) {
  const Deadline deadline = std::chrono::steady_clock::now() + timeout;
  std::shared_ptr<VirtualCard> card;
  {
    std::unique_lock lock(field_->mutex);
    field_->found.reset();
    auto there = field_->await(lock, deadline);
    if (!there) return tl::make_unexpected(std::move(there.error()));
    card = field_->card;
    field_->found = card;
  }
  card->power_up();
  return CardInField{card->atr(), card->uid(), card->speaks_apdu()};
}

ReaderResult<Bytes> Reader::transceive(ByteView command) {
  return exchange_apdu(command, [this](ByteView octets) -> ReaderResult<Bytes> {
    std::unique_lock lock(field_->mutex);
    const std::shared_ptr<VirtualCard> card = field_->found;
    if (!field_->on) return fault(ReaderFault::reader_gone, "the simulated reader is off");
    if (card == nullptr) return fault(ReaderFault::card_gone, "the card was taken away");
    if (!card->speaks_apdu()) return fault(ReaderFault::unreadable, "a storage card");
    if (field_->commands_left == 0) {
      field_->clear();
      return fault(ReaderFault::card_gone, "the card was torn away");
    }
    lock.unlock();
    Bytes answer = card->answer(octets);
    lock.lock();
    if (!field_->on) return fault(ReaderFault::reader_gone, "the simulated reader went off");
    if (field_->found != card) return fault(ReaderFault::card_gone, "the card was taken away");
    if (field_->commands_left && --*field_->commands_left == 0) field_->clear();
    return answer;
  });
}

void Reader::field_off(Millis) {
  const std::lock_guard lock(field_->mutex);
  // The card stays where it is, but has to be found and powered anew.
  field_->found.reset();
}

bool Reader::wait_for_removal(Millis) {
  const std::lock_guard lock(field_->mutex);
  // Never waits: whoever tapped takes the card away now. One that has not been read yet is the next
  // tap.
  if (field_->read) field_->clear();
  return true;
}

void Reader::show(Lights lights) {
  const std::lock_guard lock(field_->mutex);
  field_->lights = lights;
}

void Reader::cancel() {
  const std::lock_guard lock(field_->mutex);
  field_->cancelled = true;
  field_->changed.notify_all();
}

void Reader::tap(std::shared_ptr<VirtualCard> card, std::optional<int> leaves_after) {
  const std::lock_guard lock(field_->mutex);
  field_->put(std::move(card), leaves_after);
}

void Reader::tap(CardKind kind) {
  const std::lock_guard lock(field_->mutex);
  std::shared_ptr<VirtualCard>& card = field_->wallet[kind];
  if (card == nullptr) card = make_card(kind);
  const bool torn = kind == CardKind::torn;
  field_->put(card, torn ? std::optional<int>(kCommandsOfTornCard) : std::nullopt);
}

void Reader::tap_two_cards() {
  const std::lock_guard lock(field_->mutex);
  if (!field_->on) return;
  field_->clear();
  field_->two_cards = true;
  field_->changed.notify_all();
}

void Reader::remove() {
  const std::lock_guard lock(field_->mutex);
  field_->clear();
  field_->changed.notify_all();
}

void Reader::switch_on(bool on) {
  const std::lock_guard lock(field_->mutex);
  field_->on = on;
  if (!on) field_->clear();
  field_->changed.notify_all();
}

Lights Reader::lights() const {
  const std::lock_guard lock(field_->mutex);
  return field_->lights;
}

}  // namespace kerb::hal::simulated
