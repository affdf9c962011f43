// The slip of a payment, from what the terminal said of it. Its text is hostile: made plain and cut.
#pragma once

#include "hal/zvt/status.hpp"
#include "payment/payment_slip.hpp"

namespace kerb::payment::terminal {

// The EMV data of the driver's copy (46). Some terminals tell them with the reservation only.
PaymentSlip application_lines(const hal::zvt::Status& reservation);

// First the names of the payment ("TID 52523535 · MID 804011926", "TA 000975 · 0231"), then the EMV
// data, those of the reservation where the booking has none, then the bank's text (3C).
PaymentSlip slip_of(const hal::zvt::Status& booking, const PaymentSlip& application);

}  // namespace kerb::payment::terminal
