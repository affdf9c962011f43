// Terminals speak one protocol and differ in everything that it leaves open. A profile is one
// maker's way; the numbers and orders are those of captured dialogues.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kerb::hal::simulated::terminal {

struct Profile {
  enum class Receipts {
    new_one,  // a booking gets a receipt and a trace number of its own (Feig cVEND)
    same,     // a booking keeps those of its reservation (CCV, REA)
  };
  enum class Order { status_first, print_first };
  enum class Print {
    blocks,      // 06 D3, always
    lines,       // 06 D1, always
    as_allowed,  // 06 D3 to who lists it in tag 26 at registration, 06 D1 otherwise
  };
  // What 06 1E after 06 23 87 FFFF says of open reservations.
  enum class Enquiry {
    first_only,   // 87 with one of them
    all_listed,   // 87 with one, tag 23 with all
    rest_listed,  // 87 with one, tag 23 with the others
  };

  std::string name;      // "feig"
  std::string what;      // for --help
  std::string device;    // tag 1F40
  std::string software;  // LLLVAR of 05 01, tag 1F41
  std::uint16_t port = 20007;
  std::uint8_t registered = 0;  // status byte (19) of the completion of 06 00
  Receipts receipts = Receipts::new_one;
  Order order = Order::status_first;
  Print print = Print::as_allowed;
  Enquiry enquiry = Enquiry::all_listed;
  // Bitmaps of a payment's 04 0F, in their order; those of which nothing is known are left out.
  std::vector<std::uint8_t> fields;
  std::uint8_t trace_step = 1;      // from a reservation's trace number to its booking's, if new
  int paper_width = 24;             // characters a line, when the registration does not say
  bool merchant_copy = false;       // of a payment, before the customer's
  bool tlv_unasked = false;         // tags are sent to who registered without any
  bool sequence = false;            // message sequence ids, 1F73, for who asks for them
  bool system_information = false;  // 0F A1
  bool open_named = false;          // 06 1E 77 of an end of day names an open receipt
};

const std::vector<Profile>& profiles();

// Null for any other word.
const Profile* profile_named(std::string_view name);

}  // namespace kerb::hal::simulated::terminal
