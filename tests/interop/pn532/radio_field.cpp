#include "tests/interop/pn532/radio_field.hpp"

#include <algorithm>
#include <thread>

#include "hal/pcsc/atr.hpp"

namespace kerb::interop {
namespace {

using hal::Bytes;
using hal::ByteView;

constexpr std::uint8_t kSakPart4 = 0x20;
constexpr std::uint8_t kSakClassic = 0x08;

// ATQA, SAK and uid; for a card with APDUs its answer to select, with the length first. The two
// upper bits of ATQA's second octet say how long the uid is.
Bytes told_by_type_a(const hal::simulated::VirtualCard& card) {
  const Bytes uid = card.uid();
  const std::uint8_t size = uid.size() == 4 ? 0x00 : uid.size() == 7 ? 0x40 : 0x80;
  Bytes told = {0x00, static_cast<std::uint8_t>(size | 0x04U),
                card.speaks_apdu() ? kSakPart4 : kSakClassic,
                static_cast<std::uint8_t>(uid.size())};
  told.insert(told.end(), uid.begin(), uid.end());
  if (!card.speaks_apdu()) return told;
  const Bytes historical = hal::pcsc::historical_octets(card.atr()).value_or(Bytes{});
  // T0: frames of 256 octets, and TA, TB, TC follow.
  const Bytes ats = {0x78, 0x80, 0x70, 0x02};
  told.push_back(static_cast<std::uint8_t>(1 + ats.size() + historical.size()));
  told.insert(told.end(), ats.begin(), ats.end());
  told.insert(told.end(), historical.begin(), historical.end());
  return told;
}

// ATQB: 50, PUPI, application data, protocol info; then the length of the answer to ATTRIB, and it.
Bytes told_by_type_b(const hal::simulated::VirtualCard& card) {
  Bytes told = {0x50};
  const Bytes uid = card.uid();
  told.insert(told.end(), uid.begin(), uid.begin() + 4);
  told.insert(told.end(), {0x11, 0x22, 0x33, 0x44, 0x00, 0x81, 0x71, 0x01, 0x00});
  return told;
}

}  // namespace

void RadioField::lay(std::shared_ptr<hal::simulated::VirtualCard> card, CardManners manners) {
  const std::lock_guard lock(mutex_);
  cards_.push_back({std::move(card), manners, on_ ? State::idle : State::off});
}

void RadioField::clear() {
  const std::lock_guard lock(mutex_);
  cards_.clear();
  commands_ = 0;
}

void RadioField::power(bool on) {
  const std::lock_guard lock(mutex_);
  if (on == on_) return;
  on_ = on;
  for (Laid& laid : cards_) laid.state = on ? State::idle : State::off;
}

std::optional<Bytes> RadioField::select(Type type) {
  const std::lock_guard lock(mutex_);
  on_ = true;  // the chip does that by itself
  Laid* answering = nullptr;
  for (Laid& laid : cards_) {
    if (laid.manners.type_b != (type == Type::b)) continue;
    if (laid.state == State::idle && answering == nullptr) {
      answering = &laid;
    } else if (laid.state != State::asleep) {
      laid.state = State::idle;  // it was off, selected, or lost against the other
    }
  }
  if (answering == nullptr) return std::nullopt;
  answering->state = State::selected;
  if (answering->card->speaks_apdu()) answering->card->power_up();
  return type == Type::b ? told_by_type_b(*answering->card) : told_by_type_a(*answering->card);
}

RadioField::Laid* RadioField::selected() {
  const auto found = std::find_if(cards_.begin(), cards_.end(),
                                  [](const Laid& laid) { return laid.state == State::selected; });
  return found == cards_.end() ? nullptr : &*found;
}

void RadioField::put_to_sleep() {
  const std::lock_guard lock(mutex_);
  if (Laid* laid = selected()) laid->state = State::asleep;
}

std::optional<Bytes> RadioField::exchange(ByteView command) {
  std::unique_lock lock(mutex_);
  Laid* laid = selected();
  if (laid == nullptr || !laid->card->speaks_apdu()) return std::nullopt;
  if (laid->manners.leaves_after == 0) {
    cards_.clear();
    return std::nullopt;
  }
  const CardManners manners = laid->manners;
  const auto card = laid->card;
  lock.unlock();
  std::this_thread::sleep_for(manners.thinks);
  Bytes answer = card->answer(command);
  lock.lock();
  laid = selected();
  if (laid == nullptr || laid->card != card) return std::nullopt;  // taken away meanwhile
  ++commands_;
  if (manners.leaves_after && commands_ >= *manners.leaves_after) cards_.clear();
  return answer;
}

bool RadioField::selected_stays() {
  const std::lock_guard lock(mutex_);
  return selected() != nullptr;
}

}  // namespace kerb::interop
