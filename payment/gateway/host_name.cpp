#include "payment/gateway/host_name.hpp"

#include <algorithm>

namespace kerb::payment::gateway {
namespace {

constexpr std::size_t kLongestName = 253;
constexpr std::size_t kLongestLabel = 63;

bool is_label(std::string_view label) {
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  };
  return !label.empty() && label.size() <= kLongestLabel && label.front() != '-' &&
         label.back() != '-' && std::all_of(label.begin(), label.end(), fits);
}

}  // namespace

bool is_host_name(std::string_view text) {
  if (text.size() > kLongestName) return false;
  std::size_t start = 0;
  while (start <= text.size()) {
    const std::size_t end = std::min(text.find('.', start), text.size());
    if (!is_label(text.substr(start, end - start))) return false;
    start = end + 1;
  }
  return true;
}

}  // namespace kerb::payment::gateway
