#include <fmt/format.h>
#include <unicode/basictz.h>
#include <unicode/timezone.h>
#include <unicode/tztrans.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "payment/tariff/json_tree.hpp"
#include "payment/tariff/wall_clock.hpp"

namespace kerb::payment::tariff {
namespace {

hal::Result<Zone> unknown(const std::string& name) {
  return hal::failure("tariff.unknown_time_zone",
                      fmt::format("looking up the time zone \"{}\"", in_quotes(name)),
                      "give an IANA name such as Europe/Berlin");
}

// ICU counts UTC milliseconds in a double, which holds every one of these years exactly.
std::int64_t offset_at(const icu::TimeZone& zone, std::int64_t utc) {
  std::int32_t standard = 0;
  std::int32_t saving = 0;
  UErrorCode status = U_ZERO_ERROR;
  zone.getOffset(static_cast<UDate>(utc), static_cast<UBool>(false), standard, saving, status);
  return static_cast<std::int64_t>(standard) + saving;
}

}  // namespace

Zone Zone::utc() {
  return {};
}

hal::Result<Zone> Zone::load(const std::string& iana_name) {
  if (iana_name.empty() || iana_name.size() > 255) return unknown(iana_name);
  const std::unique_ptr<icu::TimeZone> zone(
      icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(iana_name)));
  if (zone == nullptr || *zone == icu::TimeZone::getUnknown()) return unknown(iana_name);
  Zone loaded;
  loaded.name_ = iana_name;
  std::vector<Span> spans{{kEarliest, kLatest, offset_at(*zone, kEarliest)}};
  const auto* rules = dynamic_cast<const icu::BasicTimeZone*>(zone.get());
  if (rules == nullptr) return unknown(iana_name);
  icu::TimeZoneTransition transition;
  std::int64_t at = kEarliest;
  while (rules->getNextTransition(static_cast<UDate>(at), static_cast<UBool>(false), transition)) {
    at = static_cast<std::int64_t>(transition.getTime());
    if (at >= kLatest) break;
    const std::int64_t offset = offset_at(*zone, at);
    if (offset == spans.back().offset) continue;
    spans.back().until = at;
    spans.push_back({at, kLatest, offset});
  }
  loaded.spans_ = std::make_shared<const std::vector<Span>>(std::move(spans));
  return loaded;
}

const Zone::Span& Zone::at(std::int64_t utc) const {
  const auto after =
      std::upper_bound(spans_->begin(), spans_->end(), utc,
                       [](std::int64_t moment, const Span& span) { return moment < span.from; });
  return after == spans_->begin() ? spans_->front() : *(after - 1);
}

}  // namespace kerb::payment::tariff
