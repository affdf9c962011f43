// What all payment cards do alike: command syntax, selection by name, records, and the order in
// which a transaction may go. A scheme's card adds what it answers to GET PROCESSING OPTIONS and
// GENERATE AC.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "hal/simulated/cards/test_authority.hpp"
#include "hal/simulated/virtual_card.hpp"

namespace kerb::hal::simulated::cards {

// What a card makes of a terminal that asks for a cryptogram.
enum class Temper {
  online,    // asks the bank whatever it was asked for (and the bank then decides)
  offline,   // approves by itself, when the terminal leaves that to it
  refuses,   // always AAC
  oversteps  // always TC, also where the bank has to be asked
};

// Who this card is. The number decides what the bank will say; see virtual_card.cpp.
struct Personalisation {
  std::string number;
  int sequence = 1;
  Bytes uid;
  bool phone = false;
  Temper temper = Temper::online;
  CertificateFlaw flaw = CertificateFlaw::none;
};

// ISO/IEC 7816-4 status words.
inline constexpr std::uint16_t kOk = 0x9000;
inline constexpr std::uint16_t kWrongLength = 0x6700;
inline constexpr std::uint16_t kConditionsNotSatisfied = 0x6985;
inline constexpr std::uint16_t kCommandNotAllowed = 0x6986;
inline constexpr std::uint16_t kWrongData = 0x6A80;
inline constexpr std::uint16_t kFileNotFound = 0x6A82;
inline constexpr std::uint16_t kRecordNotFound = 0x6A83;
inline constexpr std::uint16_t kWrongParameters = 0x6A86;
inline constexpr std::uint16_t kInstructionNotSupported = 0x6D00;
inline constexpr std::uint16_t kClassNotSupported = 0x6E00;

class EmvCard : public VirtualCard {
 public:
  explicit EmvCard(Personalisation who) : who_(std::move(who)) {}

  Bytes atr() const override;
  Bytes uid() const override { return who_.uid; }
  bool speaks_apdu() const override { return true; }
  void power_up() override;
  Bytes answer(ByteView command) final;

 protected:
  struct Application {
    Bytes aid;
    std::string label;
    std::uint8_t kernel = 0;
    Bytes pdol;
  };

  virtual const Application& application() const = 0;
  // `data`: the values for the PDOL, already out of template 83.
  virtual Bytes processing_options(ByteView data) = 0;
  // Only in a transaction that GET PROCESSING OPTIONS began, and once.
  virtual Bytes generate_ac(std::uint8_t p1, ByteView data);

  void put_record(std::uint8_t sfi, std::uint8_t number, const Bytes& content);
  // Moves the transaction counter on; 2 octets.
  Bytes next_atc();
  Bytes track2() const;
  const Personalisation& who() const { return who_; }

 private:
  enum class Selected { nothing, directory, application };
  Bytes select(std::uint8_t p1, std::uint8_t p2, ByteView name);
  Bytes begin(std::uint8_t p1, std::uint8_t p2, ByteView data);
  Bytes read_record(std::uint8_t number, std::uint8_t p2) const;
  Bytes cryptogram(std::uint8_t p1, std::uint8_t p2, ByteView data);
  Bytes directory() const;
  Bytes control_information() const;

  Personalisation who_;
  std::map<std::pair<std::uint8_t, std::uint8_t>, Bytes> records_;
  std::uint16_t atc_ = 0x0041;
  Selected selected_ = Selected::nothing;
  bool began_ = false;
  bool answered_ = false;
};

std::shared_ptr<VirtualCard> make_visa(Personalisation who);
// Answers 6986 until its owner has unlocked it, which happens between two taps.
std::shared_ptr<VirtualCard> make_locked_visa(Personalisation who);
// Proves offline that it is genuine (fDDA) whenever it approves by itself or the terminal asks.
std::shared_ptr<VirtualCard> make_offline_visa(Personalisation who);
std::shared_ptr<VirtualCard> make_mastercard(Personalisation who);
// Refuses with "see your phone" (DF4B) until its owner has unlocked it.
std::shared_ptr<VirtualCard> make_locked_mastercard(Personalisation who);
std::shared_ptr<VirtualCard> make_maestro(Personalisation who);

}  // namespace kerb::hal::simulated::cards
