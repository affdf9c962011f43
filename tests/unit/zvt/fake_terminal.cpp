#include "tests/unit/zvt/fake_terminal.hpp"

#include "hal/zvt/bcd.hpp"
#include "hal/zvt/codes.hpp"
#include "hal/zvt/dialogue.hpp"
#include "hal/zvt/requests.hpp"

namespace kerb::hal::zvt {

tl::unexpected<Error> FakeTerminal::cut() {
  cut_ = kNever;
  was_cut_ = true;
  close();
  return failure("zvt.lost", "the test cut the line", "none");
}

Result<void> FakeTerminal::open() {
  if (!reachable) return failure("zvt.unreachable", "the test's terminal is off", "none");
  ++connections;
  open_ = true;
  out_.clear();
  return {};
}

// Whoever leaves without the acknowledgement gets what this kind of terminal does then.
void FakeTerminal::close() {
  if (!open_) return;
  open_ = false;
  out_.clear();
  if (waiting_) {
    const bool kept = store_.keeps_unacknowledged && waiting_->told;
    if (!kept) ++store_.reversals;
    settle(kept);
  }
}

void FakeTerminal::settle(bool kept) {
  const Payment payment = *waiting_;
  waiting_.reset();
  if (!kept) return;
  store_.last_status = payment.status;
  if (payment.command == kReservation) {
    store_.reserved[payment.receipt] = payment.amount;
    return;
  }
  const std::uint64_t held = store_.reserved.at(payment.receipt);
  store_.reserved.erase(payment.receipt);
  if (payment.command == kBookTotal) store_.booked.push_back(payment.amount);
  if (payment.command == kPartialReversal && held > payment.amount) {
    store_.booked.push_back(held - payment.amount);
  }
}

Result<void> FakeTerminal::send(const Frame& frame) {
  if (!open_) return failure("zvt.lost", "closed", "none");
  const bool last = ++messages_ == cut_;
  if (last && !arrives_) return cut();
  got.push_back(frame);
  if (is_answer(frame.command)) {
    answered(frame);
  } else {
    command(frame);
  }
  if (last) return cut();
  return {};
}

Result<std::optional<Frame>> FakeTerminal::receive(Millis within) {
  if (!open_) return failure("zvt.lost", "closed", "none");
  if (out_.empty()) {
    clock_.now += within;
    return std::optional<Frame>{};
  }
  const bool last = ++messages_ == cut_;
  if (last && !arrives_) return cut();
  Frame frame = std::move(out_.front());
  out_.pop_front();
  if (frame.command == kStatusInformation && waiting_) waiting_->told = true;
  if (last) cut_ = messages_ + 1;  // it arrives, and nothing after it does
  return std::optional<Frame>(std::move(frame));
}

Frame FakeTerminal::status(std::uint8_t result, std::uint64_t amount, int receipt, int trace,
                           std::optional<int> original) {
  Writer writer(kStatusInformation);
  writer.flag(bmp::kResult, result).digits(bmp::kAmount, amount).digits(bmp::kCurrency, 978);
  writer.bitmap(bmp::kPan, hex("559883EEEEEE8074"));
  writer.digits(bmp::kReceipt, static_cast<std::uint64_t>(receipt));
  writer.bitmap(bmp::kAuthorisation, hex("3735303037310000"));
  writer.digits(bmp::kTrace, static_cast<std::uint64_t>(trace));
  if (original) writer.digits(bmp::kOriginalTrace, static_cast<std::uint64_t>(*original));
  writer.bitmap(bmp::kTerminalId, hex(store_.terminal_id)).digits(bmp::kDate, 405);
  return writer.flag(bmp::kCardType, 6).bitmap(bmp::kCardName, "Mastercard").frame();
}

void FakeTerminal::answered(const Frame& frame) {
  if (!waiting_ || !waiting_->told) return;
  const Frame again = waiting_->status;
  const bool accepted = frame.command == kPositive;
  settle(accepted);
  if (!accepted) {
    ++store_.reversals;
    return say(Writer(kAbort).octet(code::kAborted).frame());
  }
  if (store_.repeats_status) say(again);
  say({kCompletion, {}, false});
}

void FakeTerminal::pay(const Message& message) {
  if (message.command == kPartialReversal && to_hex(*message.bitmap(bmp::kReceipt)) == "FFFF") {
    Writer writer(kAbort);
    writer.octet(code::kOpenReservations);
    Bytes list;
    for (const auto& [receipt, amount] : store_.reserved) {
      Bytes digits;
      append_bcd(digits, static_cast<std::uint64_t>(receipt), 2);
      append_tlv(list, 0x08, digits);
    }
    const bool none = list.empty();
    if (none) writer.bitmap(bmp::kReceipt, hex("FFFF"));
    Bytes objects;
    if (!none && store_.lists_one) {
      writer.digits(bmp::kReceipt, static_cast<std::uint64_t>(store_.reserved.begin()->first));
    } else if (!none) {
      append_tlv(objects, 0x23, list);
    }
    return say(writer.objects(objects).frame());
  }
  Payment payment{message.command,
                  static_cast<int>(message.number(bmp::kReceipt).value_or(0)),
                  message.number(bmp::kAmount).value_or(0),
                  {},
                  false};
  std::optional<int> original;
  int trace = ++store_.trace;
  int receipt = store_.receipt;
  if (payment.command == kReservation) {
    if (store_.decline != 0) {
      say(status(store_.decline, payment.amount, store_.receipt + 1, trace, {}));
      return say(Writer(kAbort).octet(store_.decline).frame());
    }
    payment.receipt = receipt = ++store_.receipt;
  } else if (!store_.reserved.contains(payment.receipt)) {
    return say(Writer(kAbort).octet(code::kReversalNotPossible).frame());
  } else {
    original = trace - 1;
    receipt = store_.same_trace ? payment.receipt : ++store_.receipt;
    if (store_.same_trace) original = trace = --store_.trace;
  }
  say({kIntermediateStatus, {0x17}, false});
  payment.status = status(0, payment.amount, receipt, trace, original);
  say(payment.status);
  waiting_ = payment;
}

void FakeTerminal::command(const Frame& frame) {
  if (store_.silent) return;
  const auto message = decode(frame);
  if (!message || store_.unknown.contains(frame.command)) return say(negative(0x83));
  say(positive());
  if (frame.command == kRegistration) {
    return say(Writer(kCompletion)
                   .flag(bmp::kPaymentType, 0x10)
                   .bitmap(bmp::kTerminalId, hex(store_.terminal_id))
                   .objects(hex("27031401FE"))
                   .frame());
  }
  if (frame.command == kStatusEnquiry) {
    Bytes device;
    append_tlv(device, 0x1F40, Bytes(store_.device.begin(), store_.device.end()));
    append_tlv(device, 0x1F42, hex(store_.serial));
    Bytes objects;
    append_tlv(objects, 0xE4, device);
    return say(Writer(kCompletion).octet(0).objects(objects).frame());
  }
  if (moves_money(frame.command)) return pay(*message);
  if (frame.command == kRepeatReceipt && store_.last_status) say(*store_.last_status);
  say({kCompletion, {}, false});
}

}  // namespace kerb::hal::zvt
