// Start D (EMV Contactless Book B, 3.3.1; C-3, issuer update processing): the bank has answered and
// has something for the card itself: proof of who it is, and commands in its scripts. The card is
// held to the reader once more. Only terminals and cards that both say so do this (9F66 octet 3,
// b8; 9F6C octet 2, b7): an online request whose `parameters.start` is D.
#pragma once

#include "payment/emv/transaction.hpp"

namespace kerb::payment::emv {

// From the bank, so from outside: what is malformed is left out, and the note says so.
struct IssuerAnswer {
  bool approved = false;
  hal::Bytes authentication_data;  // 91: 8 to 16 octets; empty: none
  hal::Bytes scripts;              // templates 71 and 72, one after the other; at most 1 KiB
};

struct IssuerUpdate {
  bool reached = false;        // the application could be selected again
  bool authenticated = false;  // EXTERNAL AUTHENTICATE answered 9000
  int commands = 0;            // of the scripts, that were carried out
  bool complete = false;       // everything that the bank sent was
  // Approved or declined as the bank said; what the card makes of it changes neither.
  OutcomeParameters parameters;
  UiRequest ui_on_outcome;
};

// `df_name`: tag 84 of the presentation that went to the bank. Sends at most 32 script commands;
// one that fails ends its script (Book 3, 10.10). Blocks as long as `transceive` does.
IssuerUpdate update_card(hal::ByteView df_name, const IssuerAnswer& answer,
                         const Transceive& transceive, const Observer& observer = {});

}  // namespace kerb::payment::emv
