// A card that says what a real one said: a list of commands and responses, as it was recorded. For
// `kerb card`, for tests, and for whoever has a card that behaves strangely somewhere else.
#pragma once

#include <string_view>
#include <vector>

#include "hal/card_reader.hpp"
#include "hal/error.hpp"

namespace kerb::hal::simulated {

struct RecordedExchange {
  int line = 0;  // of the command, from 1
  Bytes command;
  Bytes response;  // with SW1 SW2
};

// One command or response a line, octets in hex with blanks as one likes: "> 00A40400…" or "C:"
// for a command, "< 6F…9000" or "R:" for its response; what follows a # is a comment. At most a
// megabyte. `name` is for messages. Errors: transcript.bad_line, with name and line.
Result<std::vector<RecordedExchange>> read_transcript(std::string_view text, std::string_view name);

// Plays one recording. Every command must come in its turn, with the recorded class, instruction and
// parameters; its data may differ, since amount, date and random number are the terminal's own. On
// any other command, and at the end, the card has left: ReaderFailure::detail says what was
// expected. One thread.
class TranscriptReader final : public CardReader {
 public:
  explicit TranscriptReader(std::vector<RecordedExchange> exchanges)
      : exchanges_(std::move(exchanges)) {}

  std::string name() const override { return "a transcript"; }
  bool present() override { return true; }
  ReaderResult<CardInField> wait_for_card(Millis timeout) override;
  ReaderResult<Bytes> transceive(ByteView command) override;
  void field_off(Millis hold) override;
  bool wait_for_removal(Millis timeout) override;
  void cancel() override {}

  // Exchanges that nobody asked for yet.
  std::size_t left() const { return exchanges_.size() - next_; }

 private:
  std::vector<RecordedExchange> exchanges_;
  std::size_t next_ = 0;
};

}  // namespace kerb::hal::simulated
