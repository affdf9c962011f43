// A death test's child ends by abort(), past the point where clang's coverage would be written: then
// what it did would not count (tests/coverage/branches). In every other build this does nothing.
#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string>

extern "C" {
__attribute__((weak)) int __llvm_profile_write_file();
__attribute__((weak)) void __llvm_profile_set_filename(const char* name);
}

namespace {

void write_profile(int /*signal*/) {
  const char* name = std::getenv("LLVM_PROFILE_FILE");
  static const std::string own =
      fmt::format("{}.{}.profraw", name == nullptr ? "default" : name, ::getpid());
  __llvm_profile_set_filename(own.c_str());
  (void)__llvm_profile_write_file();
}

const bool kInstalled = [] {
  if (__llvm_profile_write_file != nullptr) std::signal(SIGABRT, write_profile);
  return true;
}();

}  // namespace
