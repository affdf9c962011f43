#include "kiosk/screens/parts/web_page.hpp"

#include <algorithm>
#include <string_view>

namespace kerb::kiosk {

std::string domain_of(const std::string& address) {
  constexpr std::string_view kScheme = "https://";
  if (!address.starts_with(kScheme)) return {};
  std::string host = address.substr(kScheme.size());
  host.resize(std::min(host.find_first_of("/?#"), host.size()));
  const std::size_t at = host.rfind('@');  // what stands before it names nobody
  if (at != std::string::npos) host.erase(0, at + 1);
  host.resize(std::min(host.find(':'), host.size()));
  return host;
}

std::string say_domain(const Page& page, const std::string& domain) {
  // An address is read from left to right in every language.
  std::string words = page.say("scan.domain"_text, {{"domain", "\u2066" + domain + "\u2069"}});
  // A last short word does not stand on a line of its own.
  constexpr std::size_t kShort = 12;  // octets
  const std::size_t last = words.rfind(' ');
  const bool joins =
      last != std::string::npos && words.size() - last <= kShort && words.find(domain) < last;
  if (joins) words.replace(last, 1, "\u00A0");
  return words;
}

void wait_for_code(Page& page, ui::Rect inner) {
  const float radius = std::min(inner.w, inner.h) * 0.36F;
  ui::spinner(page.ctx, inner.centre(), radius, page.palette().on_panel);
  page.ctx.canvas.icon(ui::Icon::smartphone, inner.centre(), radius * 0.8F,
                       page.palette().on_panel);
}

}  // namespace kerb::kiosk
