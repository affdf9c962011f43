#include "tests/unit/faults/failing_memory.hpp"

namespace kerb::test {
namespace {

sqlite3_mem_methods real{};
int left = 0;
bool refused = false;

bool refuses() {
  if (left == 0 || --left > 0) return false;
  refused = true;
  return true;
}

void* take(int size) {
  return refuses() ? nullptr : real.xMalloc(size);
}
void* take_more(void* had, int size) {
  return refuses() ? nullptr : real.xRealloc(had, size);
}

}  // namespace

FailingMemory::FailingMemory() {
  sqlite3_shutdown();
  sqlite3_config(SQLITE_CONFIG_GETMALLOC, &beneath_);
  real = beneath_;
  sqlite3_mem_methods ours = beneath_;
  ours.xMalloc = take;
  ours.xRealloc = take_more;
  sqlite3_config(SQLITE_CONFIG_MALLOC, &ours);
  sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0);  // every request is seen
  sqlite3_initialize();
}

FailingMemory::~FailingMemory() {
  constexpr int kUsualSize = 1200;
  constexpr int kUsualCount = 40;
  fail_at(0);
  sqlite3_shutdown();
  sqlite3_config(SQLITE_CONFIG_MALLOC, &beneath_);
  sqlite3_config(SQLITE_CONFIG_LOOKASIDE, kUsualSize, kUsualCount);
  sqlite3_initialize();
}

void FailingMemory::fail_at(int nth) {
  left = nth;
  refused = false;
}

bool FailingMemory::failed() const {
  return refused;
}

}  // namespace kerb::test
