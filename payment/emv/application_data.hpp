// What both kernels do alike: GET PROCESSING OPTIONS, then the records that the Application File
// Locator names (EMV Book 3, 10.1 and 10.2).
#pragma once

#include "payment/emv/exchange.hpp"
#include "payment/emv/selection.hpp"

namespace kerb::payment::emv {

// Everything that a kernel works on.
struct Activation {
  const Terminal& terminal;
  const Transaction& transaction;
  const Allowed& allowed;
  const SelectedApplication& application;
};

// The objects of a GET PROCESSING OPTIONS or GENERATE AC answer: format 2 (77) as it is; format 1
// (80) is split into `format1` (tag and length; the last one takes the rest). The error says what
// is wrong.
struct Field {
  Tag tag;
  std::size_t length;
};
tl::expected<void, std::string> store_answer(hal::ByteView content,
                                             const std::vector<Field>& format1,
                                             DataObjects& objects);

struct FileRange {
  std::uint8_t sfi = 0;
  std::uint8_t first = 0;
  std::uint8_t last = 0;
  std::uint8_t signed_records =
      0;  // how many from `first` on are covered by offline data authentication
};
// Whole groups of four; SFI 1 to 30; no more than 40 records in all (real cards have under ten).
tl::expected<std::vector<FileRange>, std::string> parse_afl(hal::ByteView afl);

// Reads every record into `objects`; returns the octets that the card's certificate signs (Book
// 3, 10.3). Errors: try again (card lost), end application (status words, malformed, wrong data).
tl::expected<hal::Bytes, Outcome> read_records(Exchange& exchange, DataObjects& objects);

}  // namespace kerb::payment::emv
