// A contactless reader in memory, with a field into which the world puts virtual cards.
#pragma once

#include <memory>
#include <optional>

#include "hal/card_reader.hpp"
#include "hal/simulated/virtual_card.hpp"

namespace kerb::hal::simulated {

// CardReader calls from the reader's worker; the world's calls (tap, remove, switch_on, lights)
// from any thread. A reader that is off is told at once the first time; after that each
// wait_for_card() first waits up to a quarter of a second for its return. field_off() does not
// sleep: nothing here needs time to discharge.
class Reader final : public CardReader {
 public:
  Reader();
  ~Reader() override;

  std::string name() const override;
  bool present() override;
  ReaderResult<CardInField> wait_for_card(Millis timeout) override;
  ReaderResult<Bytes> transceive(ByteView command) override;
  void field_off(Millis hold) override;
  bool wait_for_removal(Millis timeout) override;
  void show(Lights lights) override;
  void cancel() override;

  // Puts a card into the field. It stays until remove(), or for one complete tap: a tapped card
  // leaves by itself when the reader waits for its removal. `leaves_after` takes it away after that
  // many commands.
  void tap(std::shared_ptr<VirtualCard> card, std::optional<int> leaves_after = std::nullopt);
  // The same by kind, out of a wallet with one card of each: the same card comes back at the next
  // tap, its counter goes on and a phone stays unlocked. A torn card leaves after two commands.
  void tap(CardKind kind);
  // Two cards at once, as from a wallet: the next wait_for_card() answers several_cards. Both leave
  // when the reader waits for it.
  void tap_two_cards();
  void remove();
  // A reader that is off has no field: what was in it is gone, and a card tapped meanwhile is not
  // seen.
  void switch_on(bool on);
  Lights lights() const;

 private:
  struct Field;
  std::unique_ptr<Field> field_;
};

}  // namespace kerb::hal::simulated
