// A simulated reader in another process: the cards lie in its field whether this kiosk runs or not.
#pragma once

#include <atomic>
#include <filesystem>
#include <string>
#include <utility>

#include "hal/card_reader.hpp"
#include "hal/simulated/world/questions.hpp"

namespace kerb::hal::simulated {

// Threading as of CardReader. A world that does not answer is a reader that is gone.
class RemoteReader final : public CardReader {
 public:
  // `socket`: where a WorldServer listens.
  explicit RemoteReader(std::filesystem::path socket) : questions_(std::move(socket)) {}

  std::string name() const override { return "simulated reader in another process"; }
  bool present() override;
  ReaderResult<CardInField> wait_for_card(Millis timeout) override;
  ReaderResult<Bytes> transceive(ByteView command) override;
  void field_off(Millis hold) override;
  bool wait_for_removal(Millis timeout) override;
  void show(Lights lights) override;
  void cancel() override { cancelled_ = true; }

 private:
  ReaderResult<Json> ask(Json question, Millis within);

  Questions questions_;
  std::atomic<bool> cancelled_{false};
};

}  // namespace kerb::hal::simulated
