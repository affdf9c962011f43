#include "hal/simulated/terminal/profile.hpp"

#include <algorithm>

namespace kerb::hal::simulated::terminal {
namespace {

Profile feig() {
  return {.name = "feig",
          .what =
              "Feig cVEND: receipts before the status, in blocks; a new receipt number for "
              "each booking",
          .device = "cVEND plug",
          .software = "GER-APP-v2.0.9;cS02.01.01-10.10-2-2;CC26",
          .port = 22000,
          .registered = 0x10,
          .receipts = Profile::Receipts::new_one,
          .order = Profile::Order::print_first,
          .print = Profile::Print::blocks,
          .enquiry = Profile::Enquiry::first_only,
          .fields = {0x27, 0x04, 0x49, 0x0C, 0x0D, 0x22, 0x17, 0x87, 0x3B, 0x0B, 0x19, 0x29, 0x0E,
                     0x8A, 0x8C, 0x8B, 0x2A, 0x3C},
          .trace_step = 2,
          .paper_width = 40,
          .tlv_unasked = true,
          .system_information = true};
}

Profile ccv() {
  return {.name = "ccv",
          .what =
              "CCV or REA: the status before receipts, in blocks; a booking keeps the receipt "
              "number of its reservation",
          .device = "OPP-C60",
          .software = "OPP-C60 1.4.2",
          .port = 20007,
          .registered = 0x08,
          .receipts = Profile::Receipts::same,
          .order = Profile::Order::status_first,
          .print = Profile::Print::blocks,
          .enquiry = Profile::Enquiry::all_listed,
          .fields = {0x27, 0x29, 0x04, 0x0B, 0x37, 0x0C, 0x0D, 0x0E, 0x22, 0x17, 0x19, 0x87, 0x88,
                     0x8A, 0x8B, 0x2A, 0x3B, 0x49, 0x06},
          .open_named = true};
}

Profile generic() {
  return {.name = "generic",
          .what =
              "by the book: the status before receipts, in lines unless blocks are permitted; "
              "a new receipt number for each booking",
          .device = "Kerb PT",
          .software = "Kerb simulated terminal",
          .port = 20007,
          .registered = 0x00,
          .enquiry = Profile::Enquiry::rest_listed,
          .fields = {0x27, 0x04, 0x0B, 0x37, 0x0C, 0x0D, 0x0E, 0x17, 0x19, 0x22, 0x29, 0x2A, 0x3B,
                     0x49, 0x87, 0x8A, 0x8B, 0x06},
          .merchant_copy = true,
          .sequence = true};
}

}  // namespace

const std::vector<Profile>& profiles() {
  static const std::vector<Profile> all = {generic(), feig(), ccv()};
  return all;
}

const Profile* profile_named(std::string_view name) {
  const auto found = std::find_if(profiles().begin(), profiles().end(),
                                  [&](const Profile& one) { return one.name == name; });
  return found == profiles().end() ? nullptr : &*found;
}

}  // namespace kerb::hal::simulated::terminal
