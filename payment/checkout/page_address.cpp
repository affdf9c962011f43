#include "payment/checkout/page_address.hpp"

#include <algorithm>
#include <string>

#include "payment/gateway/host_name.hpp"

namespace kerb::payment::checkout {
namespace {

constexpr std::string_view kHttps = "https://";
constexpr std::size_t kLongestWayBack = 500;
constexpr int kUsualPort = 443;

bool is_plain_address(std::string_view text) {
  if (text.size() > kLongestPageAddress || !text.starts_with(kHttps)) return false;
  // Browsers read a backslash as a slash: "https://evil.example\@good.example/".
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c <= '~' && c != '\\' && c != '"' && c != '<' && c != '>';
  });
}

// What stands between "https://" and the path; empty when there is no path.
std::string_view authority_of(std::string_view text) {
  text.remove_prefix(kHttps.size());
  const std::size_t end = text.find_first_of("/?#");
  if (end == std::string_view::npos || text[end] != '/') return {};
  return text.substr(0, end);
}

}  // namespace

bool is_page_address(std::string_view text, std::string_view host, int port) {
  if (!is_plain_address(text) || host.empty()) return false;
  std::string wanted(host);
  if (port != kUsualPort) wanted += ":" + std::to_string(port);
  return authority_of(text) == wanted;
}

bool is_https_address(std::string_view text) {
  return text.size() <= kLongestWayBack && is_plain_address(text) &&
         gateway::is_host_name(authority_of(text));
}

}  // namespace kerb::payment::checkout
