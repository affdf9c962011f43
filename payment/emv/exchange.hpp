// Commands out, answers in: the one place that calls the card. It turns whatever the reader gives
// into a response that can be parsed or a lost card, and tells the observer what a person may see
// of it.
#pragma once

#include <string>
#include <vector>

#include "payment/emv/dol.hpp"
#include "payment/emv/outcome.hpp"
#include "payment/emv/transaction.hpp"
#include "payment/secret.hpp"

namespace kerb::payment::emv {

struct Response {
  Secret octets;  // without SW; wiped with this object, for it may hold a track
  std::uint16_t sw = 0;
  hal::ByteView content() const { return octets.reveal(); }
  bool ok() const { return sw == 0x9000; }
};

// What goes out; `shown` is only for the observer.
struct Command {
  std::string name;
  hal::Bytes octets;
  std::vector<ShownObject> shown;
};

class Exchange {
 public:
  Exchange(const Transceive& transceive, const Observer& observer, const Display& display)
      : transceive_(transceive), observer_(observer), display_(display) {}

  // The error is "try again": the card left, or what came was no response (ISO 7816-3: SW1 is 6x or
  // 9x; short form: at most 256 octets before it).
  tl::expected<Response, Outcome> send(const Command& command);

  // For the driver, while the tap goes on.
  void show(const UiRequest& request) const {
    if (display_) display_(request);
  }

 private:
  void tell(const Command& command, const Response* response) const;
  const Transceive& transceive_;
  const Observer& observer_;
  const Display& display_;
};

// EMV Book 1, 11.3; Book 3, 6.5. `extended_selection` (9F29, Book B 3.3.3.3) follows the name.
Command select_command(std::string name, hal::ByteView df_name,
                       hal::ByteView extended_selection = {});
Command get_processing_options_command(const std::vector<DolEntry>& pdol,
                                       const DataObjects& objects);
Command read_record_command(std::uint8_t sfi, std::uint8_t record);
// `p1`: 80 ARQC, 40 TC, 00 AAC; plus 10 to ask for a signature over the answer (CDA).
Command generate_ac_command(std::uint8_t p1, const std::vector<DolEntry>& cdol,
                            const DataObjects& objects);

// The objects of an answer as a person may see them; nothing when it is not TLV.
std::vector<ShownObject> show_response(hal::ByteView content);
// One object: hex when the tag table says that it is harmless, the first six and last four digits
// of a card number, else its length only.
ShownObject show_object(Tag tag, hal::ByteView value);

}  // namespace kerb::payment::emv
