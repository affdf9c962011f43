// Stands in for libFuzzer where only g++ is at hand: runs a target over every file of its corpus,
// with --mutate N over N altered copies of each, always the same ones, and with --seconds N so long
// over copies that no run before had. The input that a target dies of is told in hex.
#include <chrono>
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

Input altered(Input input, std::mt19937& random) {
  for (unsigned times = 1 + random() % 4; times > 0; --times) alter(input, random);
  return input;
}

// What is being tried, for whoever has to try it again when the target dies of it.
const Input* tried = nullptr;

extern "C" void __sanitizer_set_death_callback(void (*callback)()) __attribute__((weak));  // NOLINT

void tell_input() {
  if (tried == nullptr) return;
  std::fprintf(stderr, "the input, %zu octets in hex: ", tried->size());
  for (const std::uint8_t octet : *tried) std::fprintf(stderr, "%02x", octet);
  std::fputc('\n', stderr);
}

// The input is copied to its exact size, so that ASan sees one octet too many.
void run(const Input& input) {
  const Input exact(input.begin(), input.end());
  tried = &exact;
  LLVMFuzzerTestOneInput(exact.data(), exact.size());
  tried = nullptr;
}

// Alters what it altered before as well, so that it comes far from the corpus; another way each time.
std::uint64_t wander(const std::vector<Input>& corpus, std::chrono::seconds duration) {
  constexpr std::size_t kMostKept = 4'096;
  constexpr std::size_t kLongest = 70'000;
  const auto seed = std::random_device()();
  std::printf("seed %u\n", seed);
  std::fflush(stdout);
  std::mt19937 random(seed);
  std::vector<Input> kept = corpus;
  std::uint64_t runs = 0;
  const auto ends = std::chrono::steady_clock::now() + duration;
  while (std::chrono::steady_clock::now() < ends) {
    for (int batch = 0; batch < 16; ++batch, ++runs) {
      Input next = altered(kept[random() % kept.size()], random);
      if (next.size() > kLongest) continue;
      run(next);
      if (random() % 64 != 0) continue;
      if (kept.size() < kMostKept) {
        kept.push_back(std::move(next));
      } else {
        kept[corpus.size() + random() % (kMostKept - corpus.size())] = std::move(next);
      }
    }
  }
  return runs;
}

}  // namespace

int main(int count, char** words) {
  int mutations = 0;
  std::chrono::seconds duration{0};
  std::vector<Input> corpus;
  if (__sanitizer_set_death_callback != nullptr) __sanitizer_set_death_callback(tell_input);
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    if (word == "--mutate" && i + 1 < count) {
      mutations = std::stoi(words[++i]);
      continue;
    }
    if (word == "--seconds" && i + 1 < count) {
      duration = std::chrono::seconds(std::stoi(words[++i]));
      continue;
    }
    for (const auto& entry : std::filesystem::directory_iterator(word)) {
      const Input& input = corpus.emplace_back(read(entry.path()));
      run(input);
      std::mt19937 random(static_cast<std::mt19937::result_type>(input.size() + 1));
      for (int round = 0; round < mutations; ++round) run(altered(input, random));
    }
  }
  std::printf("%zu files, %d altered copies of each\n", corpus.size(), mutations);
  if (corpus.empty()) return 1;
  if (duration.count() > 0) {
    std::printf("and %llu more in %lld s\n",
                static_cast<unsigned long long>(wander(corpus, duration)),
                static_cast<long long>(duration.count()));
  }
  return 0;
}
