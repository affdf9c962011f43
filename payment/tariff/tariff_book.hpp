// The tariffs that a station has: from a file or a folder of JSON files that somebody may change at
// any time, or pushed by a back end. A text is used only when everything in it can be read and sold
// under; otherwise what it said before stays, and the error is an alarm. Whoever began a charge
// keeps the tariff that it began with.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hal/error.hpp"
#include "payment/tariff/frozen_tariff.hpp"

namespace kerb::payment::tariff {

// Whom a tariff is looked up for.
struct TariffWish {
  std::vector<std::string> ids;         // those of the EVSE; empty: any
  std::string type = "AD_HOC_PAYMENT";  // OCPI TariffType of the customer
};

// Not safe for use from several threads; the tariffs that it hands out are.
class TariffBook {
 public:
  using Entry = FrozenTariff::Ptr;
  static constexpr std::size_t kMostFiles = 200;

  // `path` is a file, or a folder whose *.json are read; empty: only what is pushed.
  TariffBook(std::filesystem::path path, Setting setting, Rounding rounding);

  // Looks for changed files (by size and time of change) and reads them. The alarms are what is
  // wrong now, also with files that have not changed since. Cheap when nothing changed: meant for
  // every few seconds, from a thread that may wait for a disk.
  std::vector<hal::Error> refresh();

  // Takes the place of what was pushed under this name before; "[]" takes it away.
  hal::Result<void> push(std::string_view text, const std::string& name);

  // Valid at `utc`, of one of the ids, for the type or for every type; the exact type wins, then the
  // order of the names. Null when there is none.
  Entry find(const TariffWish& wish, std::int64_t utc) const;

  // When the next tariff begins or ends to be valid after `utc`; kLatest when none does.
  std::int64_t next_validity_change(std::int64_t utc) const;

 private:
  struct Source {
    std::uintmax_t size = 0;
    std::filesystem::file_time_type changed;
    std::vector<Entry> tariffs;
    std::vector<hal::Error> alarm;  // none or one
  };
  hal::Result<std::vector<Entry>> read(std::string_view text, const std::string& name) const;
  void refresh_file(const std::filesystem::path& file, Source& source) const;
  std::vector<std::filesystem::path> files(std::vector<hal::Error>& alarms) const;

  std::filesystem::path path_;
  Setting setting_;
  Rounding rounding_;
  std::map<std::string, Source> files_;
  std::map<std::string, Source> pushed_;
};

}  // namespace kerb::payment::tariff
