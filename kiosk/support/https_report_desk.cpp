#include "kiosk/support/https_report_desk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "payment/gateway/guarded_file.hpp"
#include "payment/gateway/host_name.hpp"
#include "payment/gateway/https_client.hpp"

namespace kerb::kiosk {
namespace {

constexpr std::string_view kScheme = "https://";
constexpr std::size_t kLongestUrl = 200;

bool alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_port(std::string_view text) {
  int port = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), port);
  return end.ec == std::errc() && end.ptr == text.data() + text.size() && port > 0 && port < 65536;
}

bool is_host_and_port(std::string_view text) {
  const std::size_t colon = text.find(':');
  return payment::gateway::is_host_name(text.substr(0, colon)) &&
         (colon == std::string_view::npos || is_port(text.substr(colon + 1)));
}

// Host with port, and path.
std::pair<std::string_view, std::string_view> parts(std::string_view url) {
  url.remove_prefix(kScheme.size());
  const std::size_t slash = std::min(url.find('/'), url.size());
  return {url.substr(0, slash), url.substr(slash)};
}

// Whoever is under maintenance, or wants a sign-in first, says so with a page and often a 200.
bool is_page(std::string_view body) {
  const std::size_t begin = body.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return begin != std::string_view::npos && body[begin] == '<';
}

tl::unexpected<hal::Error> undelivered(const std::string& why) {
  return hal::failure("support.undelivered", "delivering a report or a receipt: " + why,
                      "it is sent again by itself");
}

}  // namespace

bool is_report_url(std::string_view url) {
  if (url.size() > kLongestUrl || url.substr(0, kScheme.size()) != kScheme) return false;
  const auto [host, path] = parts(url);
  return is_host_and_port(host) && std::all_of(path.begin(), path.end(), [](char c) {
           return alphanumeric(c) || std::string_view("/-._~").find(c) != std::string_view::npos;
         });
}

hal::Result<std::unique_ptr<HttpsReportDesk>> HttpsReportDesk::create(
    const ReportAddress& address) {
  if (!is_report_url(address.url)) {
    return hal::failure("support.url", "using \"" + address.url + "\" for reports or receipts",
                        "give an address like \"https://help.example.com/kerb\"");
  }
  payment::Secret key;
  if (!address.key_file.empty()) {
    auto read = payment::gateway::read_guarded_file(address.key_file, "support.key_file");
    if (!read) return tl::make_unexpected(read.error());
    key = std::move(*read);
  }
  payment::gateway::HttpsSettings settings;
  settings.ca_file = address.ca_file;
  auto client = payment::gateway::HttpsClient::create(settings);
  if (!client) return tl::make_unexpected(client.error());
  const auto [host, path] = parts(address.url);
  return std::unique_ptr<HttpsReportDesk>(
      new HttpsReportDesk(std::move(*client), std::string(host),
                          path.empty() ? "/" : std::string(path), std::move(key)));
}

HttpsReportDesk::HttpsReportDesk(std::unique_ptr<payment::gateway::Transport> transport,
                                 std::string host, std::string resource, payment::Secret key)
    : transport_(std::move(transport)),
      host_(std::move(host)),
      resource_(std::move(resource)),
      key_(std::move(key)) {}

hal::Result<void> HttpsReportDesk::deliver(const std::string& number, const std::string& body) {
  std::vector<std::string> headers{"Content-Type: application/json", "Idempotency-Key: " + number};
  if (!key_.empty()) {
    std::string bearer = "Authorization: Bearer ";
    for (const std::uint8_t octet : key_.reveal()) {
      if (octet > ' ' && octet < 0x7F) bearer += static_cast<char>(octet);
    }
    headers.push_back(std::move(bearer));
  }
  const payment::gateway::Exchange exchange =
      transport_->send({"POST", host_, resource_, {body.begin(), body.end()}}, headers);
  if (const auto* answer = std::get_if<payment::gateway::HttpAnswer>(&exchange)) {
    if (is_page(answer->body)) return undelivered(host_ + " answered with a page for people");
    if (answer->status >= 200 && answer->status < 300) return {};
    return undelivered(fmt::format("{} answered {}", host_, answer->status));
  }
  if (const auto* unsent = std::get_if<payment::gateway::NotSent>(&exchange)) {
    return undelivered(unsent->detail);
  }
  return undelivered(std::get<payment::gateway::Lost>(exchange).detail);
}

}  // namespace kerb::kiosk
