// Something that any thread can call out, and one thread waits for among other things.
#pragma once

namespace kerb::hal::libnfc {

class Wakener {
 public:
  Wakener();
  ~Wakener();
  Wakener(const Wakener&) = delete;
  Wakener& operator=(const Wakener&) = delete;

  // Any thread. Calls before the next take() are one.
  void call() const;
  // True when there was a call since the last time.
  bool take() const;
  // Readable while there is a call that nobody took.
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

}  // namespace kerb::hal::libnfc
