#include "payment/codes/url_template.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "payment/codes/code_text.hpp"
#include "payment/gateway/host_name.hpp"

namespace kerb::payment::codes {
namespace {

constexpr std::string_view kHttps = "https://";

constexpr std::array<std::pair<std::string_view, UrlVariable>, 9> kUrlNames{
    {{"chargingStationId", UrlVariable::charging_station_id},
     {"evse", UrlVariable::evse},
     {"totp", UrlVariable::totp},
     {"version", UrlVariable::version},
     {"roamingEVSEId", UrlVariable::roaming_evse_id},
     {"roamingCSId", UrlVariable::roaming_station_id},
     {"maxTime", UrlVariable::max_time},
     {"maxEnergy", UrlVariable::max_energy},
     {"maxCost", UrlVariable::max_cost}}};

tl::unexpected<hal::Error> bad_template(std::string remedy) {
  return hal::failure("codes.url_template", "reading the address of a code", std::move(remedy));
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_word(std::string_view one, std::string_view other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

std::optional<UrlVariable> variable_called(std::string_view name) {
  const auto* const found = std::find_if(kUrlNames.begin(), kUrlNames.end(), [&](const auto& one) {
    return same_word(one.first, name);
  });
  if (found == kUrlNames.end()) return std::nullopt;
  return found->second;
}

bool is_unreserved(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("-._~").find(c) != std::string_view::npos;
}

// RFC 3986: unreserved, reserved or the start of %XX; braces are ours.
bool may_stand_in_url(char c) {
  return is_unreserved(c) ||
         std::string_view(":/?#[]@!$&'()*+,;=%{}").find(c) != std::string_view::npos;
}

bool is_port(std::string_view text) {
  int port = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), port);
  return is_digits(text) && text.size() <= 5 && read.ec == std::errc{} && port >= 1 &&
         port <= 65'535;
}

}  // namespace

std::string_view name_of(UrlVariable variable) {
  const auto* const found = std::find_if(kUrlNames.begin(), kUrlNames.end(),
                                         [&](const auto& one) { return one.second == variable; });
  return found->first;
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (is_unreserved(c)) {
      encoded += c;
      continue;
    }
    const auto octet = static_cast<unsigned char>(c);
    encoded += '%';
    encoded += kHex[octet >> 4U];
    encoded += kHex[octet & 0x0FU];
  }
  return encoded;
}

// Where the path begins.
hal::Result<std::size_t> UrlTemplate::read_host(std::string_view text) {
  if (!same_word(text.substr(0, kHttps.size()), kHttps)) {
    return bad_template("It begins with https://, so that nobody can read or change the page.");
  }
  const std::size_t start = kHttps.size();
  const std::size_t end = std::min(text.find_first_of("/?#", start), text.size());
  std::string_view host = text.substr(start, end - start);
  if (const std::size_t colon = host.find(':'); colon != std::string_view::npos) {
    if (!is_port(host.substr(colon + 1))) return bad_template("Its port is 1 to 65535.");
    host = host.substr(0, colon);
  }
  if (!gateway::is_host_name(host)) {
    return bad_template("Behind https:// stands a host name, and nothing in braces.");
  }
  host_ = host;
  std::transform(host_.begin(), host_.end(), host_.begin(), lower);
  return end;
}

hal::Result<UrlTemplate> UrlTemplate::create(std::string_view text) {
  if (text.size() > kLongest) return bad_template("It has at most 512 characters.");
  if (!std::all_of(text.begin(), text.end(), may_stand_in_url)) {
    return bad_template("It has only the signs of an address (RFC 3986) and names in {braces}.");
  }
  UrlTemplate url;
  const auto path = url.read_host(text);
  if (!path) return tl::make_unexpected(path.error());
  std::size_t at = 0;
  while (true) {
    const std::size_t brace = text.find_first_of("{}", at);
    if (brace == std::string_view::npos) break;
    const std::size_t end = text.find_first_of("{}", brace + 1);
    if (text[brace] == '}' || end == std::string_view::npos || text[end] == '{') {
      return bad_template("Its braces belong together: {name}.");
    }
    const auto variable = variable_called(text.substr(brace + 1, end - brace - 1));
    if (!variable) {
      return bad_template("{" + std::string(text.substr(brace + 1, end - brace - 1)) +
                          "} is no variable of OCPP 2.1: chargingStationId, evse, totp, version, "
                          "roamingEVSEId, roamingCSId, maxTime, maxEnergy or maxCost.");
    }
    url.parts_.push_back({std::string(text.substr(at, brace - at)), variable});
    at = end + 1;
  }
  url.parts_.push_back({std::string(text.substr(at)), std::nullopt});
  if (!url.wants(UrlVariable::totp)) {
    return bad_template("It holds {totp}, or a copy of the code would be as good as the code.");
  }
  return url;
}

bool UrlTemplate::wants(UrlVariable variable) const {
  return std::any_of(parts_.begin(), parts_.end(),
                     [&](const Part& part) { return part.variable == variable; });
}

hal::Result<std::string> UrlTemplate::filled(const UrlValues& values) const {
  std::string url;
  for (const Part& part : parts_) {
    url += part.text;
    if (!part.variable) break;
    const auto found = std::find_if(values.begin(), values.end(),
                                    [&](const auto& one) { return one.first == *part.variable; });
    if (found == values.end() || found->second.empty() || !is_plain(found->second)) {
      return hal::failure("codes.url_value", "filling in the address of a code",
                          "Give a value for {" + std::string(name_of(*part.variable)) + "}.");
    }
    url += percent_encoded(found->second);
    if (url.size() > kLongestUrl) break;
  }
  if (url.size() > kLongestUrl) {
    return hal::failure("codes.url_long", "filling in the address of a code",
                        "Shorten the template or its values: it has at most 512 characters.");
  }
  return url;
}

}  // namespace kerb::payment::codes
