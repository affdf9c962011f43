#include "kiosk/station/dynamic_code.hpp"

#include "kiosk/station/session_view.hpp"
#include "kiosk/station/steps.hpp"

namespace kerb::kiosk {

using payment::codes::UrlVariable;

hal::Result<std::shared_ptr<const DynamicCode>> DynamicCode::create(
    DynamicCodeTerms terms, const std::vector<hal::Evse>& evses) {
  const std::shared_ptr<const DynamicCode> code(new DynamicCode(std::move(terms)));
  // Every password is as long as this one.
  const std::string password = code->terms_.password.at(code->terms_.password.slot_at({}));
  for (const hal::Evse& evse : evses) {
    const auto address = code->address(evse.id, password);
    if (!address) return tl::make_unexpected(address.error());
  }
  return code;
}

hal::Result<std::string> DynamicCode::address(hal::EvseId evse, std::string password) const {
  payment::codes::UrlValues values = terms_.values;
  values.emplace_back(UrlVariable::evse, std::to_string(evse));
  values.emplace_back(UrlVariable::totp, std::move(password));
  values.emplace_back(UrlVariable::version, payment::codes::kTimeCodeVersion);
  values.emplace_back(UrlVariable::roaming_evse_id, terms_.evse_code + '*' + std::to_string(evse));
  return terms_.url.filled(values);
}

std::optional<ShownCode> DynamicCode::at(hal::EvseId evse, hal::Utc now) const {
  const payment::codes::TimeSlot slot = terms_.password.slot_at(now);
  const auto whole = address(evse, terms_.password.at(slot));
  if (!whole) return std::nullopt;
  return ShownCode{*whole, slot.ends};
}

namespace steps {

// Whoever scanned it with a wrong clock, or while nobody can start the charge, would have paid for
// nothing.
bool may_show_code(const Station& station, const Bay& bay) {
  return station.dynamic_code != nullptr && station.clock_trusted && station.back_end_up &&
         may_sell(station, bay) && !is_free(bay);
}

std::optional<ShownCode> shown_code(const Station& station, const Bay& bay, Now now) {
  if (!may_show_code(station, bay)) return std::nullopt;
  return station.dynamic_code->at(bay.evse.id, now.utc);
}

std::optional<hal::Monotonic> code_changes(const Station& station, Now now) {
  const auto* at = std::get_if<AtTap>(&station.page);
  if (at == nullptr || !at->by_phone || !may_show_code(station, bay_at(station, at->evse))) {
    return std::nullopt;
  }
  return now.monotonic + (station.dynamic_code->changes_after(now.utc) - now.utc);
}

}  // namespace steps
}  // namespace kerb::kiosk
