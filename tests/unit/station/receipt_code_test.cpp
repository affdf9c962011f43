// A receipt is taken along on a phone once it will not change any more.
#include <gtest/gtest.h>

#include "tests/unit/station/kiosk.hpp"

namespace kerb::kiosk {
namespace {

ReceiptModel receipt_on(const Kiosk& kiosk) {
  const Snapshot snapshot = kiosk.snapshot();
  const auto* model = std::get_if<ReceiptModel>(&snapshot.screen);
  EXPECT_NE(model, nullptr) << kiosk.screen();
  return model == nullptr ? ReceiptModel{} : *model;
}

TEST(ReceiptForAPhone, IsThereOnceTheBankHasConfirmed) {
  Kiosk kiosk;
  kiosk.charge();
  kiosk.pass(hal::Seconds{3});
  kiosk.meter(1, 11'000);
  kiosk.feed(hal::ControllerEvent{
      hal::ChargeStopped{1, std::string(32, 'a'), {11'000}, hal::StopReason::car}});
  kiosk.becomes(1, hal::EvseState::finished);
  kiosk.becomes(1, hal::EvseState::available);
  EXPECT_FALSE(receipt_on(kiosk).final) << "it says that the bank has not confirmed yet";
  kiosk.act(TakeReceipt{});
  EXPECT_FALSE(receipt_on(kiosk).code_open);
  kiosk.act(Back{});

  kiosk.answer('a', payment::CaptureAnswered{payment::Done{}});
  EXPECT_TRUE(receipt_on(kiosk).final);
  EXPECT_FALSE(receipt_on(kiosk).code_open);
  kiosk.act(TakeReceipt{});
  EXPECT_TRUE(receipt_on(kiosk).code_open);
  kiosk.act(Back{});
  EXPECT_FALSE(receipt_on(kiosk).code_open);
  EXPECT_TRUE(receipt_on(kiosk).final);
}

}  // namespace
}  // namespace kerb::kiosk
