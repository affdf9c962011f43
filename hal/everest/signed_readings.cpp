#include "hal/everest/signed_readings.hpp"

#include <algorithm>
#include <system_error>
#include <vector>

#include "hal/bounded_file.hpp"
#include "hal/everest/json.hpp"
#include "hal/replaced_file.hpp"

namespace kerb::hal::everest {
namespace {

namespace fs = std::filesystem;

Json json_of(const SignedReading& reading) {
  Json json{{"signed_meter_data", reading.text},
            {"signing_method", reading.method},
            {"encoding_method", reading.encoding}};
  if (!reading.public_key.empty()) json["public_key"] = reading.public_key;
  return json;
}

tl::unexpected<Error> not_kept(const fs::path& file, const std::error_code& problem) {
  return failure("everest.signed_readings",
                 "keeping what the meter signed in " + file.string() + ": " + problem.message(),
                 "its folder must be on a disk with room, writable by Kerb's user");
}

}  // namespace

Result<void> SignedReadings::keep(const ChargeKey& charge,
                                  const std::optional<SignedReading>& begin,
                                  const std::optional<SignedReading>& end) {
  if (folder_.empty() || (!begin && !end)) return {};
  std::error_code problem;
  if (fs::create_directory(folder_, problem)) {
    fs::permissions(folder_, fs::perms::owner_all, problem);
  }
  if (problem) return not_kept(folder_, problem);
  const fs::path file = folder_ / (charge + ".json");
  Json kept{{"charge", charge}};
  if (fs::exists(file, problem)) {
    const auto before =
        json_in(read_bounded_file(file, 4 * kLongestSigned).value_or(std::string()));
    if (before && before->is_object()) kept = *before;
  } else {
    make_room();
  }
  if (begin) kept["begin"] = json_of(*begin);
  if (end) kept["end"] = json_of(*end);
  const std::string text = kept.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
  if (const std::error_code trouble = replace_file(file, text)) return not_kept(file, trouble);
  return {};
}

void SignedReadings::make_room() const {
  std::error_code problem;
  std::vector<fs::directory_entry> files;
  for (const auto& file : fs::directory_iterator(folder_, problem)) files.push_back(file);
  if (files.size() < kMost) return;
  const auto age = [](const fs::directory_entry& file) {
    std::error_code ignored;
    return file.last_write_time(ignored);
  };
  const auto oldest =
      std::min_element(files.begin(), files.end(),
                       [&](const auto& one, const auto& other) { return age(one) < age(other); });
  fs::remove(oldest->path(), problem);
}

}  // namespace kerb::hal::everest
