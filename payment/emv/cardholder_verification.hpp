// How kernel 2 decides whether the card's owner was verified (C-2, 7.5 on-device and CVM list
// processing; EMV Book 3, 10.5).
#pragma once

#include "payment/emv/application_data.hpp"
#include "payment/emv/verification_results.hpp"

namespace kerb::payment::emv {

struct CvmDecision {
  std::array<std::uint8_t, 3> results{0x3F, 0x00, 0x00};  // 9F34
  Cvm cvm = Cvm::no_cvm;
};

// What was found on the way is noted in `findings`. The error is "end application": a malformed
// list.
tl::expected<CvmDecision, Outcome> verify_cardholder(const Activation& activation,
                                                     const DataObjects& objects,
                                                     VerificationResults& findings);

}  // namespace kerb::payment::emv
