#include "hal/pcsc/card_link.hpp"

#include <array>
#include <utility>

#include "hal/apdu.hpp"

namespace kerb::hal::pcsc {

tl::expected<CardLink, LONG> CardLink::connect(SCARDCONTEXT context, const std::string& reader) {
  SCARDHANDLE card = 0;
  DWORD protocol = 0;
  // Exclusive: during a payment nobody else may slip a command in between.
  const LONG status = SCardConnect(context, reader.c_str(), SCARD_SHARE_EXCLUSIVE,
                                   SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &card, &protocol);
  if (status != SCARD_S_SUCCESS) return tl::make_unexpected(status);
  return CardLink(card, protocol);
}

CardLink::~CardLink() {
  close();
}

CardLink::CardLink(CardLink&& other) noexcept
    : card_(other.card_), protocol_(other.protocol_), open_(std::exchange(other.open_, false)) {}

CardLink& CardLink::operator=(CardLink&& other) noexcept {
  if (this == &other) return *this;
  close();
  card_ = other.card_;
  protocol_ = other.protocol_;
  open_ = std::exchange(other.open_, false);
  return *this;
}

void CardLink::close() {
  // Fails when the service is gone; then there is nothing left to close.
  if (std::exchange(open_, false)) SCardDisconnect(card_, SCARD_UNPOWER_CARD);
}

tl::expected<Bytes, LONG> CardLink::transmit(ByteView command) const {
  const bool t0 = protocol_ == SCARD_PROTOCOL_T0;
  const Bytes sent = t0 ? without_le_for_t0(command) : Bytes(command.begin(), command.end());
  Bytes response(kLongestResponse);
  DWORD size = response.size();
  const LONG status = SCardTransmit(card_, t0 ? SCARD_PCI_T0 : SCARD_PCI_T1, sent.data(),
                                    sent.size(), nullptr, response.data(), &size);
  if (status != SCARD_S_SUCCESS) return tl::make_unexpected(status);
  response.resize(std::min<std::size_t>(size, response.size()));
  return response;
}

Bytes CardLink::atr() const {
  std::array<BYTE, MAX_ATR_SIZE> atr{};
  std::array<char, MAX_READERNAME> name{};
  DWORD atr_size = atr.size();
  DWORD name_size = name.size();
  DWORD state = 0;
  DWORD protocol = 0;
  const LONG status =
      SCardStatus(card_, name.data(), &name_size, &state, &protocol, atr.data(), &atr_size);
  if (status != SCARD_S_SUCCESS) return {};
  return Bytes(atr.data(), atr.data() + std::min<std::size_t>(atr_size, atr.size()));
}

tl::expected<Bytes, LONG> CardLink::uid() const {
  constexpr std::array<std::uint8_t, 5> kGetUid = {0xFF, 0xCA, 0x00, 0x00, 0x00};
  auto answer = transmit(kGetUid);
  if (!answer) return answer;
  const std::size_t size = answer->size();
  // ISO/IEC 14443-3: single, double or triple size; then SW1 SW2.
  const bool one_of_the_sizes = size == 4 + 2 || size == 7 + 2 || size == 10 + 2;
  if (!one_of_the_sizes || (*answer)[size - 2] != 0x90 || (*answer)[size - 1] != 0x00)
    return Bytes{};
  answer->resize(size - 2);
  return answer;
}

}  // namespace kerb::hal::pcsc
