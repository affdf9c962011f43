// What a campaign found, for people and as JSON.
#pragma once

#include "tests/torture/campaign.hpp"

namespace kerb::torture {

void print_report(const Campaign& campaign, const Totals& totals);
void print_json(const Campaign& campaign, const Totals& totals);

}  // namespace kerb::torture
