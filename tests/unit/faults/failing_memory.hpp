// SQLite's memory, which runs out when a test says so.
#pragma once

#include <sqlite3.h>

namespace kerb::test {

// No connection may be open when it is made and when it ends; one at a time.
class FailingMemory {
 public:
  FailingMemory();
  ~FailingMemory();
  FailingMemory(const FailingMemory&) = delete;
  FailingMemory& operator=(const FailingMemory&) = delete;

  // The `nth` request from now on (1 and up) gets nothing, once. 0: all get what they ask for.
  void fail_at(int nth);
  bool failed() const;

 private:
  sqlite3_mem_methods beneath_{};
};

}  // namespace kerb::test
