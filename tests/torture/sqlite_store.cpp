#include "tests/torture/store.hpp"
#include "tests/torture/world.hpp"
namespace kerb::torture {
std::unique_ptr<Store> sqlite_store(World& world) {
  return memory_store(world);
}
}  // namespace kerb::torture
