// The bank's computer behind a terminal, as far as a till can feel it.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>

#include "hal/clock.hpp"

namespace kerb::hal::simulated::terminal {

class Host {
 public:
  static constexpr std::uint8_t kNoConnection = 0xA3;

  void set_up(bool up) { up_ = up; }
  bool up() const { return up_; }
  // How long it takes for an answer; 0 to ten minutes.
  void set_pace(Millis pace) { pace_ = pace; }
  Millis pace() const { return pace_; }
  // The next `count` questions are answered with this result.
  void decline(std::uint8_t result, int count) {
    result_ = result;
    declines_ = count;
  }
  // The number that it gives with its next approval; the one after that is one more.
  void set_authorisation(std::uint32_t number) { authorisation_ = number % kNumbers; }

  // The result code of a question that nothing else speaks against: 0 is yes.
  std::uint8_t answer() {
    if (!up_) return kNoConnection;
    if (declines_ == 0) return 0;
    --declines_;
    return result_;
  }
  // Six digits, filled up with NUL to the eight octets of BMP 3B.
  std::string authorise() {
    std::string text = fmt::format("{:06}", authorisation_);
    authorisation_ = (authorisation_ + 1) % kNumbers;
    text.resize(8, '\0');
    return text;
  }

 private:
  static constexpr std::uint32_t kNumbers = 1'000'000;
  bool up_ = true;
  Millis pace_{300};
  std::uint8_t result_ = 0;
  int declines_ = 0;
  std::uint32_t authorisation_ = 100'001;
};

}  // namespace kerb::hal::simulated::terminal
