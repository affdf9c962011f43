// EMV Book B, 3.3: which application of the card, with which kernel. The card lists what it has
// (PPSE), the terminal keeps what it takes, and the card's own priorities decide the order.
#pragma once

#include <string>
#include <vector>

#include "payment/emv/exchange.hpp"
#include "payment/emv/pre_processing.hpp"

namespace kerb::payment::emv {

// A combination together with what pre-processing said of it.
struct Allowed {
  const Combination* combination = nullptr;
  Indicators indicators;
};

struct Candidate {
  hal::Bytes adf_name;            // as the card lists it: what is selected
  std::string label;              // printable ASCII, at most 16; may be empty
  hal::Bytes extended_selection;  // 9F29, when the combination sends it back; at most 16 octets
  int priority = 16;              // 1 is first; 16: the card gave none
  const Allowed* allowed = nullptr;
};

// What a card's directory offers.
struct Directory {
  std::vector<Candidate> candidates;  // what the terminal takes, best first
  std::string scheme_not_taken;       // the first known scheme among the others: "JCB"
  bool malformed = false;             // the whole; a malformed entry is only skipped
};

// From the answer to SELECT PPSE (a 6F template). `allowed` must outlive the result.
Directory read_directory(hal::ByteView ppse_answer, const std::vector<Allowed>& allowed);

// What the final SELECT told.
struct SelectedApplication {
  hal::Bytes df_name;  // 84
  std::string label;   // preferred name if it is ASCII, else label
  std::vector<DolEntry> pdol;
};

// Reads a File Control Information; the error says what is wrong with it.
tl::expected<SelectedApplication, std::string> read_fci(hal::ByteView answer,
                                                        const Candidate& candidate);

// `text` when it is 1 to 16 characters of printable ASCII and hides no card number; else empty.
std::string printable_label(hal::ByteView text);

}  // namespace kerb::payment::emv
