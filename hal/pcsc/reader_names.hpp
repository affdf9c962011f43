// Which readers there are, and which of them is meant.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hal/error.hpp"

namespace kerb::hal::pcsc {

// All readers as the service names them, for `kerb doctor` and `kerb card`. Asks the service anew
// each time; any thread. An empty list means that none is plugged in. Errors: reader.service_down.
Result<std::vector<std::string>> reader_names();

// The reader whose name contains `part`, in upper or lower case. A device with several slots has a
// name for each; the contactless one is taken before the others, and one for the merchant's own SAM
// last.
std::optional<std::string> choose_reader(const std::vector<std::string>& names,
                                         std::string_view part);

}  // namespace kerb::hal::pcsc
