// The operator's back end, as far as it speaks to the driver through the charger: prices in words,
// costs, messages for the screen, a payment that began on a phone. A charger without one (or
// without a link to one) simply never calls. EVerest passes on what OCPP says (hal/everest).
//
// Nothing here is trusted: texts are plain characters that nobody has translated, amounts are what
// somebody else computed. The storeys above decide what of it is shown and what is billed.
//
// Reports arrive on a thread of the driver's own; the listener must return at once. Questions to
// the MessageBoard are answered on that thread too, within 50 ms: the back end's whole
// conversation stands still meanwhile.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "hal/charge_controller.hpp"
#include "hal/clock.hpp"
#include "hal/error.hpp"

namespace kerb::hal {

// A text as the back end wrote it.
struct BackEndText {
  enum class Format { utf8, ascii, html, uri, qr_code };
  std::string content;  // at most 1024 octets of valid UTF-8 (OCPP 2.1 MessageContentType)
  Format format = Format::utf8;
  std::string language;  // BCP 47, at most 8 characters; empty: it does not say
};

// The charger's link to its back end; said when it changes.
struct BackEndLink {
  bool up = false;
};
// The station's price in words, for everyone.
struct DefaultPrice {
  std::vector<BackEndText> texts;
};
// The price in words for one charge. It may come before the charge begins and again during it.
struct ChargePrice {
  ChargeKey charge;
  std::vector<BackEndText> texts;
};
// value * 10^-decimals of the currency, exactly as it came: the back end's number, not yet money.
struct DecimalAmount {
  std::int64_t value = 0;
  int decimals = 0;      // 0 to 9
  std::string currency;  // three capital letters; empty: it does not say
};
// What a charge costs, as the back end computed it. May come again, late by hours, and after the
// charge is over: finished means final until another one says so.
struct CostReported {
  enum class Stage { running, idle, finished };
  ChargeKey charge;
  Stage stage = Stage::running;
  DecimalAmount total;
  std::vector<BackEndText> texts;
  std::string qr_code;  // such as the address of an invoice; at most 2000 octets; may be empty
};
// Somebody scanned this EVSE's code and pays on a phone: for so long nobody else may begin there.
// Zero: that is over.
struct PaymentElsewhere {
  EvseId evse = 0;
  Seconds lasting{};
};

using BackEndReport =
    std::variant<BackEndLink, DefaultPrice, ChargePrice, CostReported, PaymentElsewhere>;

// A message that the back end wants on the screen (OCPP 2.1 block O).
struct DisplayMessage {
  enum class Priority { always_front, in_front, normal_cycle };
  // Only while the station is in this state.
  enum class During { charging, faulted, idle, unavailable, suspending, discharging };

  std::int64_t id = 0;
  Priority priority = Priority::normal_cycle;
  std::optional<During> during;
  std::optional<Utc> from;
  std::optional<Utc> until;         // then it must be gone
  std::optional<ChargeKey> charge;  // only for this charge, and gone after it
  BackEndText text;
  std::string qr_code;  // may be empty
};

// Whoever keeps the messages; survives a restart, for the back end does not send them again.
class MessageBoard {
 public:
  enum class Answer { accepted, rejected, unsupported_format, unknown_charge };
  struct Filter {
    std::vector<std::int64_t> ids;  // empty: any
    std::optional<DisplayMessage::Priority> priority;
    std::optional<DisplayMessage::During> during;
  };

  virtual ~MessageBoard() = default;
  // The same id replaces; a new always_front replaces the old one.
  virtual Answer set(const DisplayMessage& message) = 0;
  virtual std::vector<DisplayMessage> get(const Filter& filter) = 0;
  // False: there was none.
  virtual bool clear(std::int64_t id) = 0;
};

// How the back end wants the code to be that a driver scans to pay on a phone (OCPP 2.1 C25). Nothing
// of it is checked. The secret that it is made with cannot be read from the station.
struct WebPaymentTerms {
  bool enabled = false;
  std::string url_template;
  std::string totp_version;  // empty: it does not say
  std::string station_id;    // empty: it does not say
  std::optional<Seconds> validity = std::nullopt;
  std::optional<int> length = std::nullopt;  // characters of the password
  bool operator==(const WebPaymentTerms&) const = default;
};

// What of Kerb itself is broken, so that the operator's back end sees it.
enum class OwnTrouble { reader, printer, payment, journal };

class BackEnd {
 public:
  using Listener = std::function<void(const BackEndReport&)>;

  virtual ~BackEnd() = default;

  // One listener and one board; call once, before anything else. Both outlive this object, or are
  // taken back with listen({}, nullptr).
  virtual void listen(Listener listener, MessageBoard* board) = 0;

  // Says that something broke (`detail`: for a technician, one line, no card data) or is well again
  // (nothing). Repeating is harmless; the newest word is told again after a lost link. Any thread;
  // returns at once.
  virtual void tell(OwnTrouble trouble, std::optional<std::string> detail) = 0;

  // Asks the charger what the back end has set. Blocks, three seconds at most; any thread but the
  // listener's. Errors: back_end.unsupported, back_end.unreadable, controller.unreachable.
  virtual Result<WebPaymentTerms> web_payments() {
    return failure("back_end.unsupported", "asking what a payment on a phone looks like here",
                   "give it in the configuration");
  }
};

}  // namespace kerb::hal
