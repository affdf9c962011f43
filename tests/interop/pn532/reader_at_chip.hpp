// A reader of hal::libnfc with the real libnfc in its real process, before a PN532 on a pseudo
// terminal.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <string>

#include "hal/libnfc/reader.hpp"
#include "tests/interop/pn532/serial_port.hpp"

namespace kerb::interop {

using hal::Bytes;
using hal::ByteView;
using hal::Millis;
using hal::ReaderFault;
using hal::simulated::CardKind;
using hal::simulated::VirtualCard;
using std::chrono::steady_clock;

inline constexpr Millis kSlack{900};  // beyond the time that was given, on a busy machine
inline constexpr Millis kLong{10'000};

inline const Bytes select_ppse = *hal::from_hex("00A404000E325041592E5359532E444446303100");
inline const Bytes ppse_answer = *hal::from_hex("6F10840E325041592E5359532E44444630319000");

// A card with nothing but a PPSE, and odd answers to other commands.
class PpseCard final : public VirtualCard {
 public:
  explicit PpseCard(std::string_view uid = "04A1B2C3D4E580") : uid_(*hal::from_hex(uid)) {}
  Bytes atr() const override { return *hal::from_hex("3B8880010073C8401300900071"); }
  Bytes uid() const override { return uid_; }
  bool speaks_apdu() const override { return true; }
  void power_up() override { ++power_ups; }
  Bytes answer(ByteView command) override {
    if (std::equal(command.begin(), command.end(), select_ppse.begin(), select_ppse.end()))
      return ppse_answer;
    if (command[1] == 0xB0) return {0x6C, 0x02};        // wants another length …
    if (command[1] == 0xC0) return {0xAB, 0x90, 0x00};  // … and more to fetch
    if (command[1] == 0xB2 && command.back() == 0x00) return {0x6C, 0x02};
    if (command[1] == 0xB2) return {0xCD, 0x61, 0x01};
    if (command[1] == 0xCA) return longest();
    if (command[1] == 0x88) return Bytes(262, 0x55);  // beyond a short APDU
    if (command[1] == 0xD6) return {static_cast<std::uint8_t>(command.size() - 6), 0x90, 0x00};
    return {0x6D, 0x00};
  }
  static Bytes longest() {
    Bytes answer(258, 0x77);
    answer[256] = 0x90;
    answer[257] = 0x00;
    return answer;
  }
  std::atomic<int> power_ups{0};

 private:
  const Bytes uid_;
};

class Libnfc : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "kerb-nfc-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    port_ = std::make_unique<Pn532Port>(folder_ / "tty");
    reader_ = std::make_unique<hal::libnfc::Reader>(connection(), KERB_NFC);
  }

  void TearDown() override {
    EXPECT_FALSE(port_->was_asked_for_ever());
    reader_.reset();
    port_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  hal::libnfc::Connection connection() const { return {port_->path().string(), 115'200}; }

  void expect_fault(const auto& result, ReaderFault fault) {
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().fault, fault) << result.error().detail;
  }

  // Loops as a worker does, until the reader is in order again and a card has been found.
  void expect_card_within(Millis patience) {
    const auto deadline = steady_clock::now() + patience;
    for (;;) {
      const auto before = steady_clock::now();
      const auto card = reader_->wait_for_card(Millis{500});
      EXPECT_LT(steady_clock::now() - before, Millis{500} + kSlack);
      if (card) break;
      ASSERT_LT(steady_clock::now(), deadline) << card.error().detail;
    }
    const auto answer = reader_->transceive(select_ppse);
    ASSERT_TRUE(answer) << answer.error().detail;
    EXPECT_EQ(*answer, ppse_answer);
  }

  std::filesystem::path folder_;
  std::unique_ptr<Pn532Port> port_;
  std::unique_ptr<hal::libnfc::Reader> reader_;
  std::shared_ptr<PpseCard> card_ = std::make_shared<PpseCard>();
};

}  // namespace kerb::interop
