#include "payment/emv/action_analysis.hpp"

#include "payment/emv/cryptogram_type.hpp"

namespace kerb::payment::emv {
namespace {

using ActionCode = std::array<std::uint8_t, 5>;

// A card without a code of its own is, but for denial, taken to want everything (TAA.8, TAA.14).
bool asked_for(const VerificationResults& findings, const ActionCode& terminal,
               const std::optional<hal::ByteView>& issuer) {
  if (!issuer) return findings.any();
  return findings.meets(terminal) || findings.meets(*issuer);
}

}  // namespace

std::uint8_t analyse_actions(const Activation& activation, const DataObjects& objects,
                             const VerificationResults& findings) {
  const Combination& combination = *activation.allowed.combination;
  const auto denial = objects.get(tag::kIacDenial);
  if (findings.meets(combination.tac_denial) || (denial && findings.meets(*denial))) {
    return cryptogram_type::kAac;
  }
  switch (activation.terminal.type & 0x0FU) {
    case 1:
    case 4:
      return cryptogram_type::kArqc;
    case 3:
    case 6:
      return asked_for(findings, combination.tac_default, objects.get(tag::kIacDefault))
                 ? cryptogram_type::kAac
                 : cryptogram_type::kTc;
    default:
      return asked_for(findings, combination.tac_online, objects.get(tag::kIacOnline))
                 ? cryptogram_type::kArqc
                 : cryptogram_type::kTc;
  }
}

}  // namespace kerb::payment::emv
