// A disk in memory that can lose power. What was written but not synced may afterwards be there,
// not be there, or be torn: sectors reach the medium in any order, and the sector that was being
// written when the power went holds nothing of use. A flush is honest: what was synced stays.
//
// What a program reads before the cut is what it wrote (the page cache); after it, what the medium
// holds. A failed sync drops what it should have written and the page cache hides that, as Linux
// does it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/torture/random.hpp"

namespace kerb::torture {

using Octets = std::vector<std::uint8_t>;

class CrashDisk {
 public:
  struct File {
    Octets seen;      // through the page cache
    Octets medium;    // what a power cut leaves
    struct Pending {  // on its way from the one to the other
      std::int64_t offset = 0;
      Octets octets;  // empty: a truncation to `offset`
    };
    std::vector<Pending> pending;
    bool name_is_safe = false;  // the folder's entry was synced
    std::string name;
  };

  explicit CrashDisk(std::int64_t sector) : sector_(sector) {}

  std::shared_ptr<File> find(const std::string& name) const;
  std::shared_ptr<File> create(const std::string& name);
  void remove(const std::string& name, bool synced);

  static void write(File& file, std::int64_t offset, const std::uint8_t* octets, std::size_t count);
  static void truncate(File& file, std::int64_t size);
  static void sync(File& file);
  // Names made and removed so far outlive a cut.
  void sync_folder();
  // The order was given and failed: nobody knows, and nobody will ask again.
  static void fail_to_sync(File& file, Random& random);
  void cut_power(Random& random);

  std::int64_t sector() const { return sector_; }
  bool contains(std::string_view text) const;

 private:
  void cut(File& file, Random& random) const;

  std::int64_t sector_;
  std::map<std::string, std::shared_ptr<File>> files_;
  // Removed, but the folder was not synced: a cut may bring it back.
  std::map<std::string, std::shared_ptr<File>> ghosts_;
};

}  // namespace kerb::torture
