#include "kiosk/gallery/code_fixtures.hpp"

namespace kerb::kiosk::gallery {
namespace {

using namespace std::chrono_literals;

// The address is as long as those that PSPs give out.
constexpr std::string_view kPageAddress =
    "https://checkout.stripe.com/c/pay/cs_live_a1Vd8Rk2mPq7XyTz4LbN0cJw5sHfGu3eOi9tKrYx6BvQnZ"
    "MlDpWaCj#fidkdWxOYHwnPyd1blpxYHZxWjA0";

Snapshot showing_code(Snapshot snapshot, ScreenModel screen) {
  snapshot.screen = std::move(screen);
  return snapshot;
}

std::vector<Fixture> scanning(const Snapshot& tap, const Snapshot& session) {
  using Stage = ScanModel::Stage;
  const auto& offered = std::get<TapModel>(tap.screen);
  const ScanModel preparing{.connector = offered.connector, .hold = offered.hold};
  ScanModel open = preparing;
  open.stage = Stage::open;
  open.address = kPageAddress;
  open.left = 9min + 41s;
  ScanModel changing = open;
  changing.address = "https://pay.voltaro.example/CS-0042/1?t=akF3c7qY2uiu&v=v1";
  changing.left = 12s;
  changing.sold_by_back_end = true;
  ScanModel back = preparing;
  back.stage = Stage::withdrawing;
  back.left = open.left;
  ScanModel card_next = back;
  card_next.card_next = true;
  ScanModel too_long = open;
  constexpr std::size_t kTooLong = 1900;
  too_long.address += std::string(kTooLong, 'x');
  return {{"scan.qr", showing_code(session, open)},
          {"scan.qr_dynamic", showing_code(tap, changing)},
          {"scan.preparing", showing_code(session, preparing)},
          {"scan.withdrawing", showing_code(session, back)},
          {"scan.card_next", showing_code(session, card_next)},
          {"scan.too_long", showing_code(session, too_long)}};
}

}  // namespace

std::vector<Fixture> code_fixtures(const Snapshot& tap, const Snapshot& receipt) {
  std::vector<Fixture> all = scanning(tap, receipt);
  ReceiptModel to_take_along = std::get<ReceiptModel>(receipt.screen);
  to_take_along.final = true;
  all.push_back({"receipt.final", showing_code(receipt, to_take_along)});
  to_take_along.code_open = true;
  all.push_back({"receipt.qr", showing_code(receipt, to_take_along)});
  ReceiptModel on_its_way = to_take_along;
  on_its_way.code_on_its_way = true;
  all.push_back({"receipt.code_on_its_way", showing_code(receipt, on_its_way)});
  to_take_along.address = "https://receipts.voltaro.example/r/5a0cf21b77d94e6fb1a3c8d2e4907f36";
  all.push_back({"receipt.qr_page", showing_code(receipt, to_take_along)});
  return all;
}

}  // namespace kerb::kiosk::gallery
