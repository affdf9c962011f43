// The pieces that the fixtures are put together from: connectors, a site, models, each with the
// figures of one story told in every picture, so that two screens side by side agree.
#pragma once

#include "kiosk/station/snapshot.hpp"

namespace kerb::kiosk::gallery {

payment::Money euro(std::int64_t cents);

ConnectorView ccs(Availability availability = Availability::free);
ConnectorView type2(Availability availability = Availability::free);
ConnectorView type2_in_use();
ConnectorView chademo(Availability availability);
ConnectorView nacs(Availability availability);
ConnectorView broken(ConnectorView connector, hal::ChargerFault fault);
ConnectorView updating(ConnectorView connector);

// The screen at the site of every picture, with a free CCS connector and a Type 2 in use.
Snapshot with(ScreenModel screen);
Snapshot with_connectors(std::vector<ConnectorView> connectors, IdleModel model = {});
Snapshot in_session(ScreenModel screen);

ConnectorModel connector_model(ConnectorView connector);
TapModel tap_model(TapHint hint, hal::Lights lights = hal::Lights::ready_to_read);
// More is held than plastic may pay where nobody can enter a PIN.
TapModel dear_tap_model(TapHint hint);
ChargingModel charging_model();
payment::Receipt receipt_model();

}  // namespace kerb::kiosk::gallery
