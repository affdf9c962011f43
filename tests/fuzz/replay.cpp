// Stands in for libFuzzer where only g++ is at hand: runs a target over every file of its corpus,
// and with --mutate N over N altered copies of each, always the same ones.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);  // NOLINT

namespace {

using Input = std::vector<std::uint8_t>;

Input read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void alter(Input& input, std::mt19937& random) {
  const auto place = [&] { return static_cast<std::ptrdiff_t>(random() % (input.size() + 1)); };
  const auto octet = static_cast<std::uint8_t>(random());
  switch (input.empty() ? 0 : random() % 4) {
    case 0:
      input.insert(input.begin() + place(), octet);
      break;
    case 1:
      input[random() % input.size()] = octet;
      break;
    case 2:
      input[random() % input.size()] ^= static_cast<std::uint8_t>(1U << random() % 8);
      break;
    default:
      input.erase(input.begin() + static_cast<std::ptrdiff_t>(random() % input.size()));
  }
}

// The input is copied to its exact size, so that ASan sees one octet too many.
void run(const Input& input) {
  const Input exact(input.begin(), input.end());
  LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

}  // namespace

int main(int count, char** words) {
  int mutations = 0;
  std::size_t files = 0;
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    if (word == "--mutate" && i + 1 < count) {
      mutations = std::stoi(words[++i]);
      continue;
    }
    for (const auto& entry : std::filesystem::directory_iterator(word)) {
      const Input input = read(entry.path());
      run(input);
      std::mt19937 random(static_cast<std::mt19937::result_type>(input.size() + 1));
      for (int round = 0; round < mutations; ++round) {
        Input altered = input;
        for (unsigned times = 1 + random() % 4; times > 0; --times) alter(altered, random);
        run(altered);
      }
      ++files;
    }
  }
  std::printf("%zu files, %d altered copies of each\n", files, mutations);
  return files == 0 ? 1 : 0;
}
