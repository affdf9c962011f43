// Room on the disk that nobody else can take. A full disk must not leave a hold that cannot be
// captured or released because its entry cannot be written: so a file of real blocks lies beside
// the journal, and when a commit meets a full disk it gives its blocks back. What is open can then
// be settled; no new session may begin until the file could be made again.
#pragma once

#include <cstdint>
#include <filesystem>

#include "hal/error.hpp"

namespace kerb::payment {

// What settling everything that can be open at once needs at most, rounded up:
//  - the write-ahead log, which an opening empties and which must grow again: it is checkpointed at
//    1 MiB, and 4 MiB is what it may keep (journal_size_limit);
//  - the pages that a checkpoint adds to the file: again at most the log, 4 MiB;
//  - the entries: 16 EVSEs and as many sessions again that only the bank still has to acknowledge,
//    each with 40 more entries of 32 KiB (a saga has about one and a half, and a large tariff in JSON
//    20 and its quotes): 40 MiB.
constexpr std::int64_t kSpaceReserve = std::int64_t{48} * 1024 * 1024;  // octets

class SpaceReserve {
 public:
  // The reserve of `journal`; `size` in octets, 0 for none: that is always whole.
  SpaceReserve(const std::filesystem::path& journal, std::int64_t size);

  // Where the reserve of `journal` is kept.
  static std::filesystem::path beside(const std::filesystem::path& journal);

  // The blocks are there.
  bool whole() const { return whole_; }

  // Makes the file, or sees that it is there. Takes the last room of a disk only when half as much
  // stays free beside it: otherwise the next commit would spend it again. Error: journal.no_room.
  hal::Result<void> make();

  // Gives the blocks back, at once: a file system that frees them only with its next commit of its
  // own is made to commit.
  void spend();

  // The disk has less room than the reserve should have.
  bool disk_is_full() const;

  const std::filesystem::path& file() const { return file_; }

 private:
  std::filesystem::path file_;
  std::int64_t size_;
  bool whole_;
};

}  // namespace kerb::payment
