// The page of one receipt at the operator's receipt service: its address ends in 128 random bits, so
// that nobody finds a receipt who was not shown its code. The receipt goes there only when its
// driver asks for the code, and until the service has it the address would lead to nothing.
#pragma once

#include <string>
#include <string_view>

namespace kerb::kiosk {

constexpr std::string_view kReceiptToken = "{token}";

// True: https, kReceiptToken once and in the path, and else what is_report_url() takes.
bool is_receipt_page(std::string_view page);

// `page` with the token in its place.
std::string receipt_address(const std::string& page, const std::string& token);

}  // namespace kerb::kiosk
