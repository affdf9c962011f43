// The field before the chip's antenna and the cards in it, each in a state of ISO/IEC 14443-3: one
// that is asleep does not answer until the field was off, and one that was selected falls out of it
// when somebody calls for cards.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "hal/clock.hpp"
#include "hal/simulated/virtual_card.hpp"

namespace kerb::interop {

// How a card that was laid down behaves.
struct CardManners {
  // It goes by itself once it has answered that many APDUs; with 0 in the middle of the first.
  std::optional<int> leaves_after = std::nullopt;
  hal::Millis thinks{0};  // before each answer
  bool type_b = false;
};

// lay(), clear() and commands() from the test's thread, the rest from the chip's.
class RadioField {
 public:
  void lay(std::shared_ptr<hal::simulated::VirtualCard> card, CardManners manners = {});
  void clear();
  // APDUs answered since the last clear().
  int commands() const { return commands_; }

  void power(bool on);
  // Calls for cards: what one of those that are awake says of itself as InListPassiveTarget tells
  // it, after the target's number. It is then selected, and a card with APDUs powered.
  enum class Type { a, b };
  std::optional<hal::Bytes> select(Type type);
  void put_to_sleep();
  // To the selected card; empty when it has gone.
  std::optional<hal::Bytes> exchange(hal::ByteView command);
  bool selected_stays();

 private:
  enum class State { off, idle, selected, asleep };
  struct Laid {
    std::shared_ptr<hal::simulated::VirtualCard> card;
    CardManners manners;
    State state = State::off;
  };
  Laid* selected();

  std::mutex mutex_;
  std::vector<Laid> cards_;
  bool on_ = false;
  std::atomic<int> commands_{0};
};

}  // namespace kerb::interop
