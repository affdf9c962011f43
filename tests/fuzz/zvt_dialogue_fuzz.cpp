// A terminal that answers anything at any time, while time passes: no payment is committed but by
// commit(), at most one in a dialogue, and every dialogue has an end.
#include <cstdlib>

#include "hal/zvt/dialogue.hpp"
#include "hal/zvt/requests.hpp"

using namespace kerb::hal;       // NOLINT(google-build-using-namespace)
using namespace kerb::hal::zvt;  // NOLINT(google-build-using-namespace)

namespace {

void demand(bool right) {
  if (!right) std::abort();
}

Frame command_of(std::uint8_t choice) {
  switch (choice % 6U) {
    case 0:
      return registration(0, 0x3E, 978, true);
    case 1:
      return open_reservations();
    case 2:
      return book_total({.receipt = 231}, 1'205);
    case 3:
      return status_enquiry(0);
    case 4:
      return end_of_day(0);
    default:
      return reservation(2'500, 978, "");
  }
}

}  // namespace

// The first octet chooses the command; the others are frames, and between them time.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  if (size == 0) return 0;
  const Frame command = command_of(data[0]);
  Monotonic now{Millis{1}};
  const Monotonic start = now;
  Dialogue dialogue(command, DialogueTimes{}, now, Charset::utf8);
  FrameReader reader;
  demand(reader.feed(ByteView(data + 1, size - 1)));
  int commits = 0;
  while (auto frame = reader.next()) {
    now += Millis{(frame->command & 0x0FU) * 10'000};
    const auto reaction = dialogue.take(*frame, now);
    demand(!(dialogue.over() && dialogue.wants_commit()));
    demand(!dialogue.wants_commit() || !reaction.answer || frame->command != kStatusInformation ||
           commits > 0);
    if (dialogue.wants_commit()) {
      demand(moves_money(command.command) && dialogue.status()->approved());
      if ((now.time_since_epoch().count() & 1) != 0) {
        dialogue.commit(now);
        demand(++commits == 1);
      }
    }
    demand(dialogue.deadline() <= start + DialogueTimes{}.whole);
  }
  dialogue.expire();
  demand(dialogue.over());
  return 0;
}
