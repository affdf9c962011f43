// Cards in the terminal's field: waiting for one, telling which it is, and ceasing to wait.
#include "hal/simulated/terminal/terminal.hpp"

namespace kerb::hal::simulated::terminal {
namespace {

constexpr std::uint8_t kNobody = 0x6C;
constexpr std::uint8_t kBusyNow = 0x9C;
constexpr Seconds kUsualPatience{60};
constexpr std::uint8_t kContactless = 0x04;     // of tag 1F60
constexpr std::uint8_t kLastCardWillDo = 0x02;  // of payment type 19

// Tags of a contactless card that till and driver have no use for, as cVEND sends them.
constexpr std::uint8_t kKindOfField[] = {0x01};
constexpr std::uint8_t kAnswerToSense[] = {0xFE, 0x04};
constexpr std::uint8_t kAnswerToRequest[] = {0x04, 0x00};
constexpr std::uint8_t kAcknowledge[] = {0x20};

Bytes list_of(const std::vector<Bytes>& applications) {
  Bytes list;
  for (const Bytes& application : applications) zvt::append_tlv(list, 0x43, application);
  return list;
}

}  // namespace

void Terminal::order_read_card(Moment now) {
  accept(now);
  const auto seconds = order().octet(zvt::Part::Kind::timeout);
  const Seconds patience = seconds ? Seconds(*seconds) : kUsualPatience;
  dialogue_->steps.push_back({.kind = Step::Kind::card, .pause = patience});
}

// Whether the order may see a card that lies in the field.
bool Terminal::sees_card() const {
  if (!card_) return false;
  const auto technologies = order().tlv({0x1F60});
  return !technologies || technologies->empty() || ((*technologies)[0] & kContactless) != 0;
}

void Terminal::await_card(Millis patience, Moment now) {
  const bool pays = order().command != zvt::kReadCard;
  const std::uint8_t type = order().octet(zvt::bmp::kPaymentType).value_or(0);
  if (sees_card()) return found(*card_);
  if (pays && last_read_ && (type & kLastCardWillDo) != 0) return found(*last_read_);
  dialogue_->phase = Phase::card;
  if (patience > Millis{0} || pays) dialogue_->until = now.monotonic + patience;
}

Bytes Terminal::card_objects(const Card& card) const {
  Bytes objects;
  if (!card.uid.empty()) zvt::append_tlv(objects, 0x4C, card.uid);
  if (!card.answer.empty()) {
    zvt::append_tlv(objects, 0x1F45, card.answer);
    zvt::append_tlv(objects, 0x1F4C, kKindOfField);
    zvt::append_tlv(objects, 0x1F4D, kAnswerToSense);
    zvt::append_tlv(objects, 0x1F4F, kAnswerToRequest);
    zvt::append_tlv(objects, 0x1F50, kAcknowledge);
  }
  if (!card.applications.empty()) zvt::append_tlv(objects, 0x60, list_of(card.applications));
  return objects;
}

// What 05 01 says of the card in the field, when it is asked for that.
void Terminal::add_field_card(Saying& completion) const {
  if (card_->pays()) {
    completion.object(0x60, list_of(card_->applications));
  } else {
    completion.object(0x4C, card_->uid);
  }
}

void Terminal::found(const Card& card) {
  dialogue_->phase = Phase::speaking;
  dialogue_->until.reset();
  dialogue_->card = card;
  if (order().command != zvt::kReadCard) return line_up_host();
  last_read_ = card;
  Saying status(zvt::kStatusInformation);
  status.fields.flag(zvt::bmp::kResult, 0x00);
  if (tags()) {
    status.objects = card_objects(card);
  } else if (card.pays()) {
    status.fields.bitmap(zvt::bmp::kPan, card.number).flag(zvt::bmp::kCardType, card.kind);
  }
  line_up(Step::Kind::last, std::move(status));
}

// Time is over, or the driver pressed stop.
void Terminal::nobody_came() {
  dialogue_->phase = Phase::speaking;
  dialogue_->until.reset();
  dialogue_->steps.clear();
  if (order().command != zvt::kReadCard) {
    Saying status(zvt::kStatusInformation);
    status.fields.flag(zvt::bmp::kResult, kNobody);
    status.fields.digits(zvt::bmp::kTerminalId, settings_.terminal_id);
    line_up(Step::Kind::status, std::move(status));
  }
  line_up_abort(kNobody);
}

// 06 B0: when nothing runs, and while a card is waited for.
void Terminal::order_abort(Moment now) {
  if (!dialogue_) return accept(now);
  if (dialogue_->phase != Phase::card) return refuse(kBusyNow, now);
  accept(now);
  nobody_came();
}

Moves Terminal::tap(const Card& card, Millis stays, Moment now) {
  card_ = card;
  if (card.uid.empty() && card.pays()) {
    // A phone says another one each time.
    card_->uid = Bytes(10, 0);
    card_->uid[6] = 0x08;
    ++taps_;
    for (std::size_t at = 0; at < 3; ++at) {
      card_->uid[9 - at] = static_cast<std::uint8_t>(taps_ >> (8 * at));
    }
  }
  card_leaves_.reset();
  if (stays > Millis{0}) card_leaves_ = now.monotonic + stays;
  if (dialogue_ && dialogue_->phase == Phase::card && sees_card()) found(*card_);
  return settle(now);
}

void Terminal::remove_card() {
  card_.reset();
  card_leaves_.reset();
}

Moves Terminal::press_stop(Moment now) {
  if (dialogue_ && dialogue_->phase == Phase::card) nobody_came();
  return settle(now);
}

}  // namespace kerb::hal::simulated::terminal
