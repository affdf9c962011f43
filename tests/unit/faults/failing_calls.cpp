#include "tests/unit/faults/failing_calls.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>

namespace kerb::test {
namespace {

thread_local std::string_view armed;
thread_local int left = 0;
thread_local int error_number = EIO;

bool fails(std::string_view name) {
  return name == armed && left > 0 && --left == 0;
}

// The function that would have been called without this file.
template <typename Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

int refused() {
  errno = error_number;
  return -1;
}

}  // namespace

FailingCall::FailingCall(std::string_view name, int nth, int number) {
  armed = name;
  error_number = number;
  left = nth;
}

FailingCall::~FailingCall() {
  armed = {};
  left = 0;
}

bool FailingCall::failed() const {
  return left == 0;
}

}  // namespace kerb::test

using kerb::test::fails;
using kerb::test::real;
using kerb::test::refused;

extern "C" {

int open(const char* file, int flags, ...) {
  static auto* const next = real<int(const char*, int, ...)>("open");
  std::va_list more;
  va_start(more, flags);
  const auto mode = (flags & O_CREAT) != 0 ? va_arg(more, unsigned) : 0U;
  va_end(more);
  return fails("open") ? refused() : next(file, flags, mode);
}

// What a program with large files calls.
int open64(const char* file, int flags, ...) {
  static auto* const next = real<int(const char*, int, ...)>("open64");
  std::va_list more;
  va_start(more, flags);
  const auto mode = (flags & O_CREAT) != 0 ? va_arg(more, unsigned) : 0U;
  va_end(more);
  return fails("open") ? refused() : next(file, flags, mode);
}

int fsync(int descriptor) {
  static auto* const next = real<int(int)>("fsync");
  return fails("fsync") ? refused() : next(descriptor);
}

int fdatasync(int descriptor) {
  static auto* const next = real<int(int)>("fdatasync");
  return fails("fdatasync") ? refused() : next(descriptor);
}

int statvfs(const char* file, struct statvfs* into) noexcept {
  static auto* const next = real<int(const char*, struct statvfs*)>("statvfs");
  const int result = next(file, into);
  if (fails("statvfs")) into->f_bavail = 0;
  return result;
}

int fstat(int descriptor, struct stat* into) noexcept {
  static auto* const next = real<int(int, struct stat*)>("fstat");
  return fails("fstat") ? refused() : next(descriptor, into);
}

int chmod(const char* file, mode_t mode) noexcept {
  static auto* const next = real<int(const char*, mode_t)>("chmod");
  return fails("chmod") ? refused() : next(file, mode);
}

int fchmod(int descriptor, mode_t mode) noexcept {
  static auto* const next = real<int(int, mode_t)>("fchmod");
  return fails("fchmod") ? refused() : next(descriptor, mode);
}

int ftruncate(int descriptor, off_t size) noexcept {
  static auto* const next = real<int(int, off_t)>("ftruncate");
  return fails("ftruncate") ? refused() : next(descriptor, size);
}

int posix_fallocate(int descriptor, off_t at, off_t size) {
  static auto* const next = real<int(int, off_t, off_t)>("posix_fallocate");
  return fails("posix_fallocate") ? kerb::test::error_number : next(descriptor, at, size);
}

int RAND_bytes(unsigned char* into, int count) {
  static auto* const next = real<int(unsigned char*, int)>("RAND_bytes");
  return fails("RAND_bytes") ? 0 : next(into, count);
}

EVP_MD* EVP_MD_fetch(OSSL_LIB_CTX* library, const char* algorithm, const char* properties) {
  static auto* const next = real<EVP_MD*(OSSL_LIB_CTX*, const char*, const char*)>("EVP_MD_fetch");
  return fails("EVP_MD_fetch") ? nullptr : next(library, algorithm, properties);
}

EVP_MD_CTX* EVP_MD_CTX_new() {
  static auto* const next = real<EVP_MD_CTX*()>("EVP_MD_CTX_new");
  return fails("EVP_MD_CTX_new") ? nullptr : next();
}

int EVP_DigestUpdate(EVP_MD_CTX* context, const void* octets, std::size_t count) {
  static auto* const next = real<int(EVP_MD_CTX*, const void*, std::size_t)>("EVP_DigestUpdate");
  return fails("EVP_DigestUpdate") ? 0 : next(context, octets, count);
}

}  // extern "C"
