// What a transaction search says about an order whose answer was lost. Pure, and as careful as
// answers.hpp: an empty result proves nothing, because the index lags behind the gateway.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "hal/clock.hpp"
#include "payment/gateway/transport.hpp"
#include "payment/provider.hpp"

namespace kerb::payment::gateway {

// Ids of the transactions that were sent under the key; never empty, at most 4.
using TransactionIds = std::vector<std::string>;
using SearchResult = std::variant<TransactionIds, NotFound, Unknown>;

SearchResult read_search(const Exchange& exchange, const OrderKey& key);

// Judges the detail of one transaction. `expires` becomes the hold's.
AskAnswer judge_detail(const Exchange& exchange, const Question& question, const std::string& id,
                       hal::Utc expires);

// Several transactions under one key: one that took effect decides, two that did are a case for a
// person (and for the timeout reversal), and refusals count only when there is nothing else.
AskAnswer combine(const std::vector<AskAnswer>& answers);

}  // namespace kerb::payment::gateway
