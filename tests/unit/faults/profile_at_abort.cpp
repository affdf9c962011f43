// A death test's child ends by abort(), past the point where clang's coverage would be written: then
// what it did would not count (tests/coverage/branches). In every other build this does nothing.
#include <csignal>

extern "C" __attribute__((weak)) int __llvm_profile_write_file();

namespace {

const bool kInstalled = [] {
  if (__llvm_profile_write_file != nullptr) {
    std::signal(SIGABRT, [](int) {
      (void)__llvm_profile_write_file();
      std::signal(SIGABRT, SIG_DFL);
    });
  }
  return true;
}();

}  // namespace
