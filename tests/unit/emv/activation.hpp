// A kernel's rules on their own: a terminal, a transaction and what a card told, without any card.
#pragma once

#include <string_view>

#include "payment/emv/application_data.hpp"
#include "payment/emv/verification_results.hpp"
#include "tests/unit/emv/tap.hpp"

namespace kerb::payment::emv::desk {

inline hal::Bytes octets(std::string_view hex) {
  return *hal::from_hex(hex);
}

// `card`: BER-TLV, as its records would say it.
struct Bench {
  explicit Bench(std::string_view card, Kernel kernel = Kernel::mastercard,
                 const Transaction& what = transaction())
      : transaction_(what) {
    for (const Combination& one : kiosk.combinations) {
      if (one.kernel == kernel) combination = one;
    }
    objects = terminal_objects(kiosk, transaction_, combination, indicators());
    const hal::Bytes said = octets(card);
    if (!said.empty()) stored = objects.store_from_card(said).has_value();
  }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  Indicators indicators() const { return pre_process(combination, transaction_.amount); }
  Activation activation() {
    allowed = {&combination, indicators()};
    return {kiosk, transaction_, allowed, application};
  }

  Terminal kiosk = terminal();
  Transaction transaction_;
  Combination combination;
  SelectedApplication application;
  DataObjects objects;
  VerificationResults findings;
  bool stored = true;

 private:
  Allowed allowed;
};

}  // namespace kerb::payment::emv::desk
