#include "hal/libnfc/child/chip.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <thread>

#include "hal/wiped.hpp"

namespace kerb::hal::libnfc::child {
namespace {

constexpr nfc_modulation kTypeA{NMT_ISO14443A, NBR_106};
constexpr nfc_modulation kTypeB{NMT_ISO14443B, NBR_106};
constexpr std::size_t kMostCards = 2;
// EMV Contactless Book D, 3.2.2 and A.4: a card without power for 5.1 ms has forgotten everything,
// and is ready 5 ms after the field came on.
constexpr Millis kFieldReset{8};
constexpr Millis kGuardTime{6};
constexpr int kExchangeMillis = 3'000;
constexpr std::size_t kMostAnswer = 264;  // the library's own buffer
constexpr unsigned kPart4 = 0x20;         // of SAK

ReaderFault fault_of(int status) {
  switch (status) {
    case NFC_ERFTRANS:     // no answer, or one that was disturbed
    case NFC_ETGRELEASED:  // the card has been deselected
      return ReaderFault::card_gone;
    case NFC_EMFCAUTHFAIL:
    case NFC_EOVFLOW:
      return ReaderFault::unreadable;
    case NFC_EOPABORTED:
      return ReaderFault::cancelled;
    default:
      return ReaderFault::reader_gone;
  }
}

// The library takes both lengths over from the chip without a look at its own arrays. A uid that is
// too long has overwritten the rest: then nothing is known.
Target target_of(const nfc_target& found) {
  Target target;
  if (found.nm.nmt == NMT_ISO14443B) {
    const nfc_iso14443b_info& b = found.nti.nbi;
    target.type = Target::Type::b;
    target.uid.assign(std::begin(b.abtPupi), std::end(b.abtPupi));
    target.told.assign(std::begin(b.abtApplicationData), std::end(b.abtApplicationData));
    target.told.insert(target.told.end(), std::begin(b.abtProtocolInfo),
                       std::end(b.abtProtocolInfo));
    return target;
  }
  const nfc_iso14443a_info& a = found.nti.nai;
  if (a.szUidLen > sizeof a.abtUid || a.szAtsLen > sizeof a.abtAts) return target;
  target.uid.assign(a.abtUid, a.abtUid + a.szUidLen);
  target.sak = a.btSak;
  target.told.assign(a.abtAts, a.abtAts + a.szAtsLen);
  return target;
}

bool speaks(const Target& card) {
  return card.type == Target::Type::b || (card.sak & kPart4) != 0;
}

}  // namespace

std::unique_ptr<Chip> Chip::open(const Connection& connection) {
  nfc_context* context = nullptr;
  nfc_init(&context);
  if (context == nullptr) return nullptr;
  nfc_connstring text{};
  const std::string wanted = connection.text();
  std::copy_n(wanted.begin(), std::min(wanted.size(), sizeof text - 1), std::begin(text));
  nfc_device* device = nfc_open(context, text);
  if (device == nullptr) {
    nfc_exit(context);
    return nullptr;
  }
  std::unique_ptr<Chip> chip(new Chip(context, device));
  // Without the second, a look would last until a card comes.
  const bool in_order = nfc_initiator_init(device) == NFC_SUCCESS &&
                        nfc_device_set_property_bool(device, NP_INFINITE_SELECT, false) >= 0;
  return in_order ? std::move(chip) : nullptr;
}

Chip::~Chip() {
  nfc_close(device_);
  nfc_exit(context_);
}

tl::unexpected<ReaderFailure> Chip::failed(int status) const {
  return tl::make_unexpected(ReaderFailure{fault_of(status), nfc_strerror(device_)});
}

ReaderResult<void> Chip::ask() {
  const int status = nfc_device_set_property_bool(device_, NP_INFINITE_SELECT, false);
  if (status < 0) return failed(status);
  return {};
}

ReaderResult<std::vector<Target>> Chip::look() {
  speaking_ = false;
  if (touched_) {
    if (auto renewed = renew_field(kFieldReset); !renewed) {
      return tl::make_unexpected(renewed.error());
    }
  }
  std::vector<Target> cards;
  for (const nfc_modulation modulation : {kTypeA, kTypeB}) {
    auto collected = collect(modulation, cards);
    if (!collected) return tl::make_unexpected(collected.error());
  }
  if (cards.size() != 1) return cards;
  // It was put to sleep, so that another one could be heard: only a new field wakes it up.
  Target card;
  auto renewed = renew_field(kFieldReset);
  if (!renewed) return tl::make_unexpected(renewed.error());
  const auto again = select(cards[0].type == Target::Type::b ? kTypeB : kTypeA, card);
  if (!again) return tl::make_unexpected(again.error());
  if (!*again) return std::vector<Target>{};  // it only brushed past
  speaking_ = speaks(card);
  return std::vector<Target>{std::move(card)};
}

ReaderResult<void> Chip::renew_field(Millis off) {
  touched_ = false;
  int status = nfc_device_set_property_bool(device_, NP_ACTIVATE_FIELD, false);
  if (status < 0) return failed(status);
  std::this_thread::sleep_for(off);
  status = nfc_device_set_property_bool(device_, NP_ACTIVATE_FIELD, true);
  if (status < 0) return failed(status);
  std::this_thread::sleep_for(kGuardTime);
  return {};
}

// Each card that answers is put to sleep, so that the next one can be heard.
ReaderResult<void> Chip::collect(nfc_modulation modulation, std::vector<Target>& cards) {
  while (cards.size() < kMostCards) {
    Target card;
    const auto selected = select(modulation, card);
    if (!selected) return tl::make_unexpected(selected.error());
    // One that will not sleep answers with the same uid.
    const bool seen = std::any_of(cards.begin(), cards.end(),
                                  [&](const Target& one) { return one.uid == card.uid; });
    if (!*selected || seen) return {};
    cards.push_back(std::move(card));
    const int status = nfc_initiator_deselect_target(device_);
    if (status < 0 && fault_of(status) != ReaderFault::card_gone) return failed(status);
  }
  return {};
}

ReaderResult<bool> Chip::select(nfc_modulation modulation, Target& card) {
  nfc_target found{};
  const int status = nfc_initiator_select_passive_target(device_, modulation, nullptr, 0, &found);
  touched_ = touched_ || status != 0;
  if (status < 0 && fault_of(status) == ReaderFault::card_gone) return false;
  if (status < 0) return failed(status);
  if (status == 0) return false;
  card = target_of(found);
  return true;
}

ReaderResult<Bytes> Chip::exchange(ByteView command) {
  if (!speaking_) {
    return tl::make_unexpected(ReaderFailure{ReaderFault::card_gone, "no card is powered"});
  }
  std::array<std::uint8_t, kMostAnswer> answer{};
  const int status = nfc_initiator_transceive_bytes(device_, command.data(), command.size(),
                                                    answer.data(), answer.size(), kExchangeMillis);
  const auto size = static_cast<std::size_t>(std::clamp(status, 0, static_cast<int>(kMostAnswer)));
  Bytes response(answer.begin(), answer.begin() + size);
  wipe(answer);
  if (status >= 0) return response;
  auto failure = failed(status);
  speaking_ = failure.value().fault != ReaderFault::card_gone;
  return failure;
}

bool Chip::card_stays() {
  if (!speaking_) return false;
  speaking_ = nfc_initiator_target_is_present(device_, nullptr) == NFC_SUCCESS;
  return speaking_;
}

ReaderResult<void> Chip::field_off(Millis hold) {
  speaking_ = false;
  return renew_field(hold);
}

void Chip::abort() {
  nfc_abort_command(device_);
}

}  // namespace kerb::hal::libnfc::child
