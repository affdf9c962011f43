#include "tests/stand_in_psp/stripe_shapes.hpp"

namespace kerb::stand_in_psp {

using nlohmann::json;

const json& page_shape() {
  static const json shape = json::parse(R"({
    "mode!": "one:payment|setup|subscription",
    "success_url!": "text:5000",
    "cancel_url": "text:5000",
    "client_reference_id": "text:200",
    "customer_email": "text:800",
    "currency": "text:3",
    "expires_at": "whole",
    "locale": "one:auto|bg|cs|da|de|el|en|en-GB|es|es-419|et|fi|fil|fr|fr-CA|hr|hu|id|it|ja|ko|lt|lv|ms|mt|nb|nl|pl|pt|pt-BR|ro|ru|sk|sl|sv|th|tr|vi|zh|zh-HK|zh-TW",
    "submit_type": "one:auto|book|donate|pay|subscribe",
    "metadata": "map:50",
    "expand": ["text:200"],
    "adaptive_pricing": {"enabled": "yes_no"},
    "line_items!": [{
      "quantity!": "whole",
      "price_data!": {
        "currency!": "text:3",
        "unit_amount!": "whole",
        "tax_behavior": "one:exclusive|inclusive|unspecified",
        "product_data!": {"name!": "text:250", "description": "text:500"}
      }
    }],
    "payment_method_options": {
      "card": {
        "request_extended_authorization": "one:if_available|never",
        "request_incremental_authorization": "one:if_available|never",
        "request_multicapture": "one:if_available|never",
        "request_overcapture": "one:if_available|never",
        "request_three_d_secure": "one:any|automatic|challenge",
        "statement_descriptor_suffix_kana": "text:22"
      }
    },
    "payment_intent_data": {
      "capture_method": "one:automatic|automatic_async|manual",
      "description": "text:1000",
      "metadata": "map:50",
      "receipt_email": "text:800",
      "statement_descriptor": "text:22",
      "statement_descriptor_suffix": "text:22"
    }
  })");
  return shape;
}

const json& page_list_shape() {
  static const json shape = json::parse(R"({
    "created": {"gt": "whole", "gte": "whole", "lt": "whole", "lte": "whole"},
    "customer": "text:5000",
    "ending_before": "text:5000",
    "expand": ["text:200"],
    "limit": "whole",
    "payment_intent": "text:5000",
    "payment_link": "text:5000",
    "starting_after": "text:5000",
    "status": "one:complete|expired|open",
    "subscription": "text:5000"
  })");
  return shape;
}

const json& raise_shape() {
  static const json shape = json::parse(R"({
    "amount!": "whole",
    "application_fee_amount": "whole",
    "description": "text:1000",
    "expand": ["text:200"],
    "metadata": "map:50",
    "statement_descriptor": "text:22",
    "transfer_data": {"amount": "whole"}
  })");
  return shape;
}

const json& capture_shape() {
  static const json shape = json::parse(R"({
    "amount_to_capture": "whole",
    "application_fee_amount": "whole",
    "expand": ["text:200"],
    "final_capture": "yes_no",
    "metadata": "map:50",
    "statement_descriptor": "text:22",
    "statement_descriptor_suffix": "text:22",
    "transfer_data": {"amount": "whole"}
  })");
  return shape;
}

const json& cancel_shape() {
  static const json shape = json::parse(R"({
    "cancellation_reason": "one:abandoned|duplicate|fraudulent|requested_by_customer",
    "expand": ["text:200"]
  })");
  return shape;
}

const json& expand_shape() {
  static const json shape = json::parse(R"({"expand": ["text:200"]})");
  return shape;
}

}  // namespace kerb::stand_in_psp
