#include "kiosk/runtime/no_core_dump.hpp"

#include <sys/resource.h>

namespace kerb::kiosk {

void leave_no_core_dump() {
  // One octet, and not none: Linux pipes a dump out whatever the limit is, except when it is one
  // (core(5) and do_coredump()); as a file it would be less than a page, and is not written.
  constexpr rlimit kOneOctet{1, 1};
  ::setrlimit(RLIMIT_CORE, &kOneOctet);
}

}  // namespace kerb::kiosk
