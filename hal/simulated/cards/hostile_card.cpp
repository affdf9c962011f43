#include "hal/simulated/cards/hostile_card.hpp"

#include <array>
#include <random>

#include "hal/simulated/cards/emv_card.hpp"
#include "hal/simulated/cards/octets.hpp"
#include "hal/simulated/cards/ppse.hpp"
#include "hal/simulated/deck.hpp"

namespace kerb::hal::simulated::cards {
namespace {

// Who it pretends to be.
constexpr std::array kMasks = {"visa",
                               "mastercard",
                               "phone",
                               "mastercard phone",
                               "maestro",
                               "offline visa",
                               "offline mastercard",
                               "refusing visa",
                               "refusing mastercard",
                               "locked phone",
                               "locked mastercard phone",
                               "co-badged",
                               "amex",
                               "two length octets"};

enum class Mood {
  honest,
  noise,
  changed,
  lying,
  nonsense,
  repeating,
  swapped,
  endless,
  huge,
  mute,
  stalling,
};
// How often a tap is of that mood; what is right at first gets furthest.
constexpr std::array kMoods = {Mood::honest,   Mood::noise,     Mood::changed, Mood::changed,
                               Mood::changed,  Mood::lying,     Mood::lying,   Mood::nonsense,
                               Mood::nonsense, Mood::repeating, Mood::swapped, Mood::endless,
                               Mood::huge,     Mood::mute,      Mood::stalling};

constexpr std::array<std::uint32_t, 24> kWords = {
    0x4F, 0x50,   0x57,   0x5A,   0x61,   0x82,   0x84,   0x87,   0x8C,   0x8E,   0x8F,   0x90,
    0x94, 0x5F24, 0x5F34, 0x9F07, 0x9F10, 0x9F26, 0x9F27, 0x9F36, 0x9F38, 0x9F4B, 0x9F6C, 0x9F69};

class HostileCard final : public VirtualCard {
 public:
  explicit HostileCard(std::uint64_t seed) : random_(seed) {
    for (const char* mask : kMasks) masks_.push_back(deal(mask)->card);
  }

  Bytes atr() const override { return masks_.front()->atr(); }
  Bytes uid() const override { return masks_.front()->uid(); }
  bool speaks_apdu() const override { return true; }

  void power_up() override {
    mask_ = masks_[below(masks_.size())];
    mask_->power_up();
    mood_ = kMoods[below(kMoods.size())];
    patience_ = below(9);
    said_.clear();
  }

  Bytes answer(ByteView command) override {
    Bytes truth = mask_->answer(command);
    said_.push_back(truth);
    const bool turns = below(12) == 0;
    if (mood_ == Mood::stalling) return stalling(command, std::move(truth));
    if (patience_ > 0 && !turns) {
      --patience_;
      return truth;
    }
    return in_mood(turns ? kMoods[below(kMoods.size())] : mood_, command, std::move(truth));
  }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }
  std::uint8_t octet() { return static_cast<std::uint8_t>(random_()); }
  Bytes octets(std::size_t count) {
    Bytes any(count);
    for (std::uint8_t& one : any) one = octet();
    return any;
  }

  Bytes in_mood(Mood mood, ByteView command, Bytes truth) {
    switch (mood) {
      case Mood::honest:
        break;
      case Mood::noise:
        return octets(below(300));
      case Mood::changed:
        return changed(std::move(truth));
      case Mood::lying:
        return lying(std::move(truth));
      case Mood::nonsense:
        return nonsense(command);
      case Mood::repeating:
        return said_[said_.size() > 1 ? said_.size() - 2 : 0];
      case Mood::swapped:
        return said_[below(said_.size())];
      case Mood::endless:
        return join({octets(below(3) == 0 ? below(40) : 0),
                     {below(2) == 0 ? std::uint8_t{0x61} : std::uint8_t{0x6C}},
                     {octet()}});
      case Mood::huge:
        return huge();
      case Mood::mute:
        return {};
      case Mood::stalling:
        return stalling(command, std::move(truth));
    }
    return truth;
  }

  // As many applications as fit into an answer, of which only the last begins, and as many records
  // as a terminal may be made to read: it keeps a reader busy for as long as it can.
  Bytes stalling(ByteView command, Bytes truth) {
    constexpr std::size_t kApplications = 19;
    const std::uint8_t instruction = command.size() > 1 ? command[1] : std::uint8_t{0};
    if (selects_directory(command)) {
      Bytes list;
      for (std::size_t i = 0; i < kApplications; ++i) {
        list = join({list, tlv(0x61, tlv(0x4F, hex("A0000000031010")))});
      }
      begun_ = 0;
      return with_status(
          tlv(0x6F, join({tlv(0x84, ascii(kDirectoryName)), tlv(0xA5, tlv(0xBF0C, list))})), kOk);
    }
    if (instruction == 0xA4) return with_status(visa_, kOk);
    if (instruction == 0xB2) return with_status(hex("7000"), kOk);
    if (instruction != 0xA8) return truth;
    if (++begun_ < kApplications) return with_status({}, kConditionsNotSatisfied);
    return with_status(hex("770A 82022000 9404 08012800"), kOk);
  }

  Bytes changed(Bytes truth) {
    for (std::size_t times = 1 + below(3); times > 0; --times) {
      const auto at = truth.begin() + static_cast<std::ptrdiff_t>(below(truth.size() + 1));
      switch (at == truth.end() ? 0 : below(4)) {
        case 0:
          truth.insert(at, octet());
          break;
        case 1:
          truth.erase(at);
          break;
        case 2:
          *at = static_cast<std::uint8_t>(*at ^ (1U << below(8)));
          break;
        default:
          *at = octet();
      }
    }
    return truth;
  }

  // An octet that may well be a length becomes one that is wrong by a little or by a lot.
  Bytes lying(Bytes truth) {
    constexpr std::array<std::uint8_t, 8> kLies = {0x00, 0x01, 0x7F, 0x80, 0x81, 0x82, 0x83, 0xFF};
    if (truth.size() < 4) return truth;
    std::uint8_t& length = truth[1 + below(truth.size() - 3)];
    const std::size_t how = below(kLies.size() + 2);
    length = how < kLies.size() ? kLies[how]
                                : static_cast<std::uint8_t>(length + (how % 2 == 0 ? 1 : -1));
    return truth;
  }

  Bytes object() {
    const std::uint32_t word = kWords[below(kWords.size())];
    return tlv(word, octets(below(8) == 0 ? below(40) : below(12)));
  }

  // The template that belongs to the command, and in it whatever came to its mind.
  Bytes nonsense(ByteView command) {
    const std::uint8_t instruction = command.size() > 1 ? command[1] : std::uint8_t{0};
    const std::uint32_t outer = instruction == 0xA4   ? 0x6F
                                : instruction == 0xB2 ? 0x70
                                : below(4) == 0       ? 0x80
                                                      : 0x77;
    Bytes content =
        instruction == 0xA8 ? join({tlv(0x82, octets(2)), tlv(0x94, files())}) : Bytes{};
    for (std::size_t count = below(12); count > 0; --count) {
      Bytes longer = join({content, object()});
      if (longer.size() > 240) break;
      content = std::move(longer);
    }
    return with_status(tlv(outer, content), 0x9000);
  }

  // Up to forty records and more, some of which may be there.
  Bytes files() {
    Bytes locator;
    for (std::size_t count = 1 + below(4); count > 0; --count) {
      const auto first = static_cast<std::uint8_t>(1 + below(3));
      const auto last = static_cast<std::uint8_t>(first + below(20));
      locator = join({locator,
                      {static_cast<std::uint8_t>((1 + below(3)) << 3U), first, last,
                       static_cast<std::uint8_t>(below(3))}});
    }
    return locator;
  }

  Bytes huge() {
    constexpr std::array<std::size_t, 8> kSizes = {253, 254, 255, 256, 257, 1024, 32'768, 65'536};
    const std::size_t size = kSizes[below(kSizes.size())];
    Bytes answer(size, below(2) == 0 ? std::uint8_t{0x00} : octet());
    if (below(2) == 0) answer = octets(size);
    return with_status(std::move(answer), 0x9000);
  }

  const Bytes visa_ = application_answer(hex("A0000000031010"), "VISA", hex("9F6604"));
  std::mt19937_64 random_;
  std::vector<std::shared_ptr<VirtualCard>> masks_;
  std::shared_ptr<VirtualCard> mask_ = nullptr;
  std::vector<Bytes> said_;
  Mood mood_ = Mood::honest;
  std::size_t patience_ = 0;  // so many true answers come first
  std::size_t begun_ = 0;     // applications, while it stalls
};

}  // namespace

std::shared_ptr<VirtualCard> make_hostile(std::uint64_t seed) {
  auto card = std::make_shared<HostileCard>(seed);
  card->power_up();
  return card;
}

}  // namespace kerb::hal::simulated::cards
