// Calls of the system and of OpenSSL that fail when a test says so. The test program's own functions
// of these names stand before the libraries'; unless armed they pass everything on.
#pragma once

#include <cerrno>
#include <string_view>

namespace kerb::test {

// Armed while it lives; one at a time, and only the thread that made it sees calls fail.
class FailingCall {
 public:
  // The `nth` call (1 and up) of `name` from now on fails, once, with `number` in errno: "open",
  // "fsync", "fdatasync", "fstat", "chmod", "fchmod", "ftruncate", "posix_fallocate", "RAND_bytes",
  // "EVP_MD_fetch", "EVP_MD_CTX_new", "EVP_DigestUpdate". "statvfs" fails by saying that the disk has
  // no room. With `number` 0 posix_fallocate does nothing and says that all is well.
  FailingCall(std::string_view name, int nth, int number = EIO);
  ~FailingCall();
  FailingCall(const FailingCall&) = delete;
  FailingCall& operator=(const FailingCall&) = delete;

  bool failed() const;
};

}  // namespace kerb::test
