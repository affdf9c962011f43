// The body and the query that a form makes (application/x-www-form-urlencoded): names and values in
// the order in which they were added. Nested members are written with brackets in the name,
// "line_items[0][price_data][currency]".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kerb::payment::checkout {

class Form {
 public:
  Form& add(std::string_view name, std::string_view value);
  Form& add(std::string_view name, std::int64_t value);

  // Every octet but letters, digits and "-._~" as %XX, in names too: "a%5Bb%5D=1&c=%20".
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace kerb::payment::checkout
