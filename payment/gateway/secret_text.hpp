// Text that passes through memory on its way to the bank and must not stay there: request bodies
// with track data. Every block that it or its JSON ever occupied is wiped when it is given back,
// also the small ones that growing leaves behind.
#pragma once

#include <openssl/crypto.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace kerb::payment::gateway {

template <typename T>
struct CleansingAllocator {
  using value_type = T;

  CleansingAllocator() = default;
  template <typename U>
  CleansingAllocator(const CleansingAllocator<U>& /*other*/) {}  // NOLINT: rebinding is implicit

  T* allocate(std::size_t count) { return std::allocator<T>{}.allocate(count); }
  void deallocate(T* block, std::size_t count) {
    OPENSSL_cleanse(static_cast<void*>(block), count * sizeof(T));
    std::allocator<T>{}.deallocate(block, count);
  }
  template <typename U>
  bool operator==(const CleansingAllocator<U>& /*other*/) const {
    return true;
  }
};

// Note that up to 15 characters live inside the object and not in a block: a short secret does not
// belong here.
using SecretText = std::basic_string<char, std::char_traits<char>, CleansingAllocator<char>>;

// JSON whose strings and nodes are wiped; keeps the order in which members were added.
using SecretJson = nlohmann::basic_json<nlohmann::ordered_map, std::vector, SecretText, bool,
                                        std::int64_t, std::uint64_t, double, CleansingAllocator>;

}  // namespace kerb::payment::gateway
