// What a card answers to GET PROCESSING OPTIONS, in both kernels, with a real card's records behind
// it. Input: one octet (b1: the kernel), then the answer with its status word.
#include <cstdlib>

#include "hal/simulated/deck.hpp"
#include "payment/emv/kernel2.hpp"
#include "payment/emv/kernel3.hpp"
#include "tests/unit/emv/tap.hpp"

using namespace kerb::payment::emv;  // NOLINT(google-build-using-namespace)
using kerb::hal::Bytes;
using kerb::hal::ByteView;

namespace {

constexpr int kMostRecords = 40;

// A card of the deck that is in the middle of a transaction, so that it gives its records.
class BegunCard {
 public:
  BegunCard(const char* name, const char* select, const char* begin)
      : card_(kerb::hal::simulated::deal(name)->card),
        select_(*kerb::hal::from_hex(select)),
        begin_(*kerb::hal::from_hex(begin)) {}

  void begin() {
    card_->power_up();
    card_->answer(select_);
    card_->answer(begin_);
  }
  Bytes answer(ByteView command) { return card_->answer(command); }

 private:
  std::shared_ptr<kerb::hal::simulated::VirtualCard> card_;
  Bytes select_;
  Bytes begin_;
};

SelectedApplication application_of(const Combination& combination) {
  SelectedApplication application;
  application.df_name = combination.aid;
  application.pdol = {{tag::kTtq, 4}, {tag::kAmount, 6}, {tag::kUnpredictableNumber, 4}};
  return application;
}

void expect_sound(const Outcome& outcome) {
  const bool online = outcome.status() == Status::online_request;
  if (online != outcome.presentation.has_value() || outcome.cause.empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  static const Terminal kiosk = desk::trusting_terminal();
  // Terminal qualifiers that leave the decision to the card: then it signs.
  static BegunCard visa("offline visa", "00A4040007A000000003101000",
                        "80A80000238321 20004000 000000004999 000000000000 0276 0000000000 0978 "
                        "261122 00 12345678 00");
  static BegunCard mastercard("mastercard", "00A4040007A000000004101000",
                              "80A800000D830B 0C80000000000000 0276 24 00");
  if (size == 0) return 0;
  const bool kernel3 = (data[0] & 1U) != 0;
  const Combination& combination = kiosk.combinations[kernel3 ? 0 : 1];
  const Transaction transaction = desk::transaction();
  const Allowed allowed{&combination, pre_process(combination, transaction.amount)};
  const SelectedApplication application = application_of(combination);
  const Activation activation{kiosk, transaction, allowed, application};
  BegunCard& behind = kernel3 ? visa : mastercard;
  behind.begin();
  int records = 0;
  const Transceive card = [&](ByteView command) -> kerb::hal::ReaderResult<Bytes> {
    if (command[1] == 0xA8) return Bytes(data + 1, data + size);
    if (command[1] == 0xB2 && ++records > kMostRecords) std::abort();
    return behind.answer(command);
  };
  const Observer nobody;
  const Display dark;
  Exchange exchange(card, nobody, dark);
  expect_sound(kernel3 ? run_kernel3(activation, exchange) : run_kernel2(activation, exchange));
  return 0;
}
