// From JSON to a Tariff. What would change a price and is not understood is an error that names its
// place; what is harmless becomes a warning in the tariff.
#pragma once

#include <string_view>
#include <vector>

#include "hal/error.hpp"
#include "payment/tariff/json_tree.hpp"
#include "payment/tariff/tariff.hpp"

namespace kerb::payment::tariff {

constexpr std::size_t kMostElements = 512;
constexpr std::size_t kMostTariffs = 100;

// One tariff, of whichever protocol its shape says: OCPI 2.2.1 or 2.3.0 (module Tariffs, object
// Tariff) or OCPP 2.1 (TariffType). `name` is for errors: the file. Also takes an OCPI response
// with the tariff in "data", and a list with a single tariff.
hal::Result<Tariff> read_tariff(std::string_view text, std::string_view name);

// All tariffs of a list, as an OCPI response has them; of anything else the one.
hal::Result<std::vector<Tariff>> read_tariffs(std::string_view text, std::string_view name);
// Where in a text its tariffs are, for read_tariff_at(): each of a list, or the one. Fails for a
// list longer than kMostTariffs.
hal::Result<std::vector<std::uint32_t>> tariff_nodes(const JsonTree& tree);
// The one with this id, if there is one; of those, the first that is valid at `utc`; when none is,
// the first. Null when the list is empty.
const Tariff* choose_tariff(const std::vector<Tariff>& tariffs, std::string_view id,
                            std::int64_t utc);

// The same for a value within a larger text, such as a CDR's tariffs[0].
hal::Result<Tariff> read_tariff_at(const JsonTree& tree, std::uint32_t node);

// The two shapes; read_tariff_at() chooses.
hal::Result<Tariff> read_ocpi_tariff(const JsonTree& tree, std::uint32_t node);
hal::Result<Tariff> read_ocpp_tariff(const JsonTree& tree, std::uint32_t node);
bool is_ocpp_tariff(const JsonTree& tree, std::uint32_t node);

}  // namespace kerb::payment::tariff
