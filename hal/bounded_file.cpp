#include "hal/bounded_file.hpp"

#include <fstream>

namespace kerb::hal {

std::optional<std::string> read_bounded_file(const std::filesystem::path& file, std::size_t most) {
  std::ifstream stream(file, std::ios::binary);
  std::string text(most + 1, '\0');  // one more than may be: a longer file shows itself
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad() || !stream.eof()) return std::nullopt;
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

}  // namespace kerb::hal
