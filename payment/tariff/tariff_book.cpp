#include "payment/tariff/tariff_book.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "payment/tariff/tariff_reader.hpp"

namespace kerb::payment::tariff {
namespace {

namespace fs = std::filesystem;

hal::Error unreadable(const fs::path& path) {
  return {"tariff.unreadable", "reading " + path.string(), "is it there, and may Kerb read it?"};
}

bool is_listed(const TariffWish& wish, const Tariff& tariff) {
  return wish.ids.empty() ||
         std::find(wish.ids.begin(), wish.ids.end(), tariff.id) != wish.ids.end();
}

}  // namespace

TariffBook::TariffBook(fs::path path, Setting setting, Rounding rounding)
    : path_(std::move(path)), setting_(std::move(setting)), rounding_(rounding) {}

std::vector<fs::path> TariffBook::files(std::vector<hal::Error>& alarms) const {
  std::vector<fs::path> found;
  std::error_code problem;
  if (path_.empty()) return found;
  if (fs::is_regular_file(path_, problem)) return {path_};
  if (!fs::is_directory(path_, problem)) {  // a disk that is gone is no order to forget its tariffs
    alarms.push_back(unreadable(path_));
    return found;
  }
  for (fs::directory_iterator at(path_, problem), end; !problem && at != end;
       at.increment(problem)) {
    if (at->path().extension() != ".json") continue;
    if (found.size() >= kMostFiles) {
      alarms.push_back({"tariff.too_many_files", "reading " + path_.string(),
                        "only the first of its files are used"});
      break;
    }
    found.push_back(at->path());
  }
  if (problem) alarms.push_back(unreadable(path_));
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<hal::Error> TariffBook::refresh() {
  std::vector<hal::Error> alarms;
  const std::vector<fs::path> present = files(alarms);
  const bool complete = alarms.empty();
  // A file that was taken away takes its tariffs along; one that cannot be looked at does not.
  for (auto at = files_.begin(); complete && at != files_.end();) {
    const bool gone = std::find(present.begin(), present.end(), at->first) == present.end();
    at = gone ? files_.erase(at) : std::next(at);
  }
  for (const fs::path& file : present) {
    Source& source = files_[file.string()];
    refresh_file(file, source);
    alarms.insert(alarms.end(), source.alarm.begin(), source.alarm.end());
  }
  return alarms;
}

void TariffBook::refresh_file(const fs::path& file, Source& source) const {
  std::error_code problem;
  const std::uintmax_t size = fs::file_size(file, problem);
  const auto changed = problem ? fs::file_time_type() : fs::last_write_time(file, problem);
  if (problem) {
    source.alarm = {unreadable(file)};
    source.changed = {};
    return;
  }
  if (changed == source.changed && size == source.size) return;
  source.changed = changed;
  source.size = size;
  if (size > JsonTree::kLongestText) {
    source.alarm = {{"tariff.too_large", "reading " + file.string(), "a tariff is far smaller"}};
    return;
  }
  std::ifstream stream(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (!stream) {
    source.alarm = {unreadable(file)};
    source.changed = {};
    return;
  }
  auto tariffs = read(text, file.string());
  if (!tariffs) {
    source.alarm = {tariffs.error()};
    return;
  }
  source.tariffs = std::move(*tariffs);
  source.alarm.clear();
}

hal::Result<void> TariffBook::push(std::string_view text, const std::string& name) {
  const auto tree = JsonTree::parse(text, name);
  if (tree && (*tree)[0].kind == JsonKind::array && tree->count(0) == 0) {
    pushed_.erase(name);
    return {};
  }
  auto tariffs = read(text, name);
  if (!tariffs) return tl::make_unexpected(tariffs.error());
  if (pushed_.size() >= kMostFiles && pushed_.find(name) == pushed_.end()) {
    return tl::make_unexpected(hal::Error{"tariff.too_many_files", "taking " + name,
                                          "push under the names that are there"});
  }
  pushed_[name].tariffs = std::move(*tariffs);
  return {};
}

hal::Result<std::vector<TariffBook::Entry>> TariffBook::read(std::string_view text,
                                                             const std::string& name) const {
  const auto tree = JsonTree::parse(text, name);
  if (!tree) return tl::make_unexpected(tree.error());
  const auto nodes = tariff_nodes(*tree);
  if (!nodes) return tl::make_unexpected(nodes.error());
  std::vector<Entry> entries;
  for (const std::uint32_t node : *nodes) {
    auto tariff = FrozenTariff::read(*tree, node, setting_, rounding_);
    if (!tariff) return tl::make_unexpected(tariff.error());
    entries.push_back(std::move(*tariff));
  }
  return entries;
}

TariffBook::Entry TariffBook::find(const TariffWish& wish, std::int64_t utc) const {
  Entry any;
  for (const auto* sources : {&pushed_, &files_}) {
    for (const auto& [name, source] : *sources) {
      for (const Entry& entry : source.tariffs) {
        const Tariff& tariff = entry->tariff();
        if (!tariff.valid_at(utc) || !is_listed(wish, tariff)) continue;
        if (tariff.type == wish.type) return entry;
        if (tariff.type.empty() && any == nullptr) any = entry;
      }
    }
  }
  return any;
}

std::int64_t TariffBook::next_validity_change(std::int64_t utc) const {
  std::int64_t next = kLatest;
  const auto consider = [&](const std::optional<std::int64_t>& moment) {
    if (moment && *moment > utc) next = std::min(next, *moment);
  };
  for (const auto* sources : {&pushed_, &files_}) {
    for (const auto& [name, source] : *sources) {
      for (const Entry& entry : source.tariffs) {
        consider(entry->tariff().valid_from);
        consider(entry->tariff().valid_until);
      }
    }
  }
  return next;
}

}  // namespace kerb::payment::tariff
