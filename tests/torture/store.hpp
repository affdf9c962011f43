// What outlives the kiosk's process: the disk. A store opens the same books again and again, and
// knows what a crash does to what was not yet safe.
#pragma once

#include <memory>

#include "kiosk/runtime/books.hpp"

namespace kerb::torture {

class World;

enum class StoreKind { memory, sqlite };

class Store {
 public:
  virtual ~Store() = default;
  virtual hal::Result<std::unique_ptr<kiosk::Books>> open() = 0;
  // The process is dying: what it still does on its way out reaches nothing.
  virtual void freeze() = 0;
  // The process is gone; with `power`, so is everything that was not synced.
  virtual void crash(bool power) = 0;
  // When all is quiet and the books are closed: what only this store can tell the oracle.
  virtual void judge() = 0;
};

// Keeps the sagas themselves, as far as the journal's JSON would.
std::unique_ptr<Store> memory_store(World& world);
// The real journal on the real SQLite, on a disk that can crash.
std::unique_ptr<Store> sqlite_store(World& world);

}  // namespace kerb::torture
