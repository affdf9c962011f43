// The parameters that Stripe's published schema (github.com/stripe/openapi, spec3) has for the
// requests that a charger needs: no other is taken.
#pragma once

#include <nlohmann/json.hpp>

namespace kerb::stand_in_psp {

const nlohmann::json& page_shape();       // POST /v1/checkout/sessions
const nlohmann::json& page_list_shape();  // GET  /v1/checkout/sessions
const nlohmann::json& raise_shape();      // POST …/increment_authorization
const nlohmann::json& capture_shape();    // POST …/capture
const nlohmann::json& cancel_shape();     // POST …/cancel
const nlohmann::json& expand_shape();     // GET, and POST …/expire

}  // namespace kerb::stand_in_psp
