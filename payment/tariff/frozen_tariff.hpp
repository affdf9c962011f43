// A tariff as a session is sold under it: compiled, together with all else that its amounts depend
// on, and with its text, so that the journal can keep it and price the session again at any time.
// Immutable; any thread may read it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "hal/error.hpp"
#include "payment/money.hpp"
#include "payment/tariff/compiled_tariff.hpp"
#include "payment/tariff/energy_price.hpp"
#include "payment/tariff/json_tree.hpp"

namespace kerb::payment::tariff {

class FrozenTariff {
 public:
  using Ptr = std::shared_ptr<const FrozenTariff>;
  // Every entry of a session in the journal carries it (kLongestBody, kSpaceReserve). So much is more
  // than a hundred elements.
  static constexpr std::size_t kLongestText = 20 * 1024;

  // One tariff of a text that was read before. Fails, besides for what the readers refuse, when it
  // cannot be sold under (tariff.unsaleable): its text without white space is longer than
  // kLongestText or holds what looks like a card number, Kerb does not know its currency, or it
  // states prices without taxes and no rate to add, so that nobody could be told what to pay.
  static hal::Result<Ptr> read(const JsonTree& tree, std::uint32_t node, Setting setting,
                               Rounding rounding);
  // A text with a single tariff.
  static hal::Result<Ptr> read(std::string_view text, std::string_view name, Setting setting,
                               Rounding rounding);
  // One price per kWh that includes VAT, for as long as nobody gives a tariff.
  static Ptr flat(const EnergyPrice& price);

  const CompiledTariff& compiled() const { return compiled_; }
  const Tariff& tariff() const { return compiled_.tariff(); }
  Rounding rounding() const { return rounding_; }
  const Currency& currency() const { return currency_; }
  const std::string& text() const { return text_; }  // JSON without white space
  // Whether its amounts depend on anything but energy, so that the clock has to be watched.
  bool depends_on_time() const;

 private:
  FrozenTariff(CompiledTariff compiled, Rounding rounding, Currency currency, std::string text);

  CompiledTariff compiled_;
  Rounding rounding_;
  Currency currency_;
  std::string text_;
};

// The compiled tariff alone, kept alive together with the whole.
std::shared_ptr<const CompiledTariff> compiled_of(const FrozenTariff::Ptr& tariff);

}  // namespace kerb::payment::tariff
