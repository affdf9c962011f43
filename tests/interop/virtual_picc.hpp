// Lays a virtual card on the reader of tests/interop/ifd: what the real pcscd then finds is a real
// card to it.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <thread>

#include "hal/simulated/virtual_card.hpp"

namespace kerb::interop {

// One card at a time. insert() and remove() from one thread; the card itself is called from a
// thread of the picc's own, so whoever made it leaves it alone until remove().
class VirtualPicc {
 public:
  // `socket`: PcscdService::socket().
  explicit VirtualPicc(std::filesystem::path socket);
  ~VirtualPicc();
  VirtualPicc(const VirtualPicc&) = delete;
  VirtualPicc& operator=(const VirtualPicc&) = delete;

  // Takes the last card away first. `leaves_after`: the card goes by itself once it has answered
  // that many commands; with 0 it goes in the middle of the first. The reader's question for the
  // uid does not count. False when no reader listens at the socket within three seconds.
  bool insert(std::shared_ptr<hal::simulated::VirtualCard> card,
              std::optional<int> leaves_after = std::nullopt);
  void remove();

  // Commands that the card has answered since it was inserted.
  int commands() const { return commands_; }

 private:
  void serve();
  std::optional<hal::Bytes> respond(hal::ByteView message);

  const std::filesystem::path socket_;
  std::shared_ptr<hal::simulated::VirtualCard> card_;
  std::optional<int> leaves_after_;
  std::atomic<int> commands_{0};
  int connection_ = -1;
  std::thread server_;
};

}  // namespace kerb::interop
