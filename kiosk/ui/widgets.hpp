// The parts that screens are put together from. Each draws itself and enters itself into the
// semantic tree.
#pragma once

#include "kiosk/ui/pictograms.hpp"
#include "kiosk/ui/screen_context.hpp"
#include "kiosk/ui/widgets/button.hpp"
#include "kiosk/ui/widgets/card.hpp"
#include "kiosk/ui/widgets/day_chart.hpp"
#include "kiosk/ui/widgets/dialog.hpp"
#include "kiosk/ui/widgets/figures.hpp"
#include "kiosk/ui/widgets/label.hpp"
#include "kiosk/ui/widgets/payment.hpp"
#include "kiosk/ui/widgets/power_chart.hpp"
#include "kiosk/ui/widgets/steps.hpp"
