// A powered card that no other program can talk to. The link ends with the object, and the field
// goes off.
#pragma once

#include <winscard.h>

#include <string>

#include "hal/card_reader.hpp"

namespace kerb::hal::pcsc {

// The reader's worker thread only. Ends before the context that it was made with.
class CardLink {
 public:
  // Powers the card on the named reader; otherwise the service's status.
  static tl::expected<CardLink, LONG> connect(SCARDCONTEXT context, const std::string& reader);

  ~CardLink();
  CardLink(CardLink&& other) noexcept;
  CardLink& operator=(CardLink&& other) noexcept;
  CardLink(const CardLink&) = delete;
  CardLink& operator=(const CardLink&) = delete;

  // One command as it stands, at most 258 octets in answer; otherwise the service's status.
  tl::expected<Bytes, LONG> transmit(ByteView command) const;

  // Empty when the service does not know it.
  Bytes atr() const;

  // Asks the reader, not the card: FF CA 00 00 00 (PC/SC part 3, Get Data). Empty when it hides the
  // uid or answers with something that has not the length of one.
  tl::expected<Bytes, LONG> uid() const;

 private:
  CardLink(SCARDHANDLE card, DWORD protocol) : card_(card), protocol_(protocol), open_(true) {}
  void close();

  SCARDHANDLE card_ = 0;
  DWORD protocol_ = 0;
  bool open_ = false;
};

}  // namespace kerb::hal::pcsc
