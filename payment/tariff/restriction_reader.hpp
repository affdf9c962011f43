// The restrictions of a tariff element as OCPI writes them (TariffRestrictions) and as OCPP 2.1 does
// (TariffConditionsType). An unknown one is refused: without it, the element would apply where it
// must not.
#pragma once

#include "payment/tariff/json_reader.hpp"
#include "payment/tariff/restrictions.hpp"
#include "payment/tariff/tariff.hpp"

namespace kerb::payment::tariff {

Restrictions read_ocpi_restrictions(JsonReader& reader, std::uint32_t node);

// Into `element`, because OCPP has conditions on the card and the kind of EVSE, too.
void read_ocpp_conditions(JsonReader& reader, std::uint32_t node, TariffElement& element);

}  // namespace kerb::payment::tariff
