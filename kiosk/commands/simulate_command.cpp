#include <cstdlib>
#include <iostream>

#include "kiosk/commands/commands.hpp"
#include "kiosk/gallery/gallery.hpp"
#include "kiosk/runtime/installation.hpp"
#include "kiosk/runtime/real_reader.hpp"
#include "kiosk/simulator/performance.hpp"
#include "kiosk/simulator/windows.hpp"

namespace kerb::kiosk {
namespace {

hal::Result<Config> config_for(const SimulateCommand& command) {
  const std::filesystem::path file = command.config.empty() ? example_config() : command.config;
  auto config = read_config(file);
  if (!config) {
    for (const hal::Error& error : config.error()) complain(error);
    return hal::failure("config.wrong", "reading " + file.string(), "mend the lines above");
  }
  JourneySetup setup;
  if (!command.size.empty()) {
    JourneySetup::Size size;
    char cross = 0;
    int end = 0;
    if (std::sscanf(command.size.c_str(), "%d%c%d%n", &size.width, &cross, &size.height, &end) !=
            3 ||
        cross != 'x' || static_cast<std::size_t>(end) != command.size.size() || size.width < 320 ||
        size.height < 320 || size.width > 4096 || size.height > 4096) {
      return hal::failure("simulate.size", "--size " + command.size,
                          "two numbers from 320 to 4096, such as 800x1280");
    }
    setup.size = size;
  }
  if (!command.locale.empty()) setup.locale = command.locale;
  setup.theme = theme_of(command.theme);
  setup.large_text = command.large_text;
  if (auto applied = apply(setup, *config); !applied) return tl::make_unexpected(applied.error());
  return *config;
}

bool has_display() {
  return std::getenv("DISPLAY") != nullptr || std::getenv("WAYLAND_DISPLAY") != nullptr;
}

// "" or "simulated": none; "pcsc", "pcsc:NAME" or "libnfc:CONNECTION": a real one.
hal::Result<std::unique_ptr<hal::CardReader>> real_reader(const std::string& wish) {
  if (wish.empty() || wish == "simulated") return std::unique_ptr<hal::CardReader>{};
  if (wish != "pcsc" && wish.rfind("pcsc:", 0) != 0 && wish.rfind("libnfc:", 0) != 0) {
    return hal::failure("simulate.reader", "--reader " + wish,
                        "simulated, pcsc, pcsc:PART-OF-ITS-NAME, or libnfc:CONNECTION");
  }
  return open_reader(reader_named(wish));
}

int play(const std::filesystem::path& file, const std::filesystem::path& out,
         const DeskOptions& desk) {
  const auto journey = read_journey(file);
  if (!journey) {
    for (const hal::Error& error : journey.error()) complain(error);
    return 1;
  }
  std::cout << (journey->title.empty() ? file.string() : journey->title) << '\n';
  PerformanceOptions options;
  options.desk = desk;
  options.out = out;
  options.say = [](const std::string& line) { std::cout << "  " << line << std::endl; };
  const auto performance = perform(*journey, std::move(options));
  if (!performance) return complain(performance.error());
  std::cout << "left in " << out.string() << ":\n";
  for (const auto& left : performance->files) std::cout << "  " << left.string() << '\n';
  if (performance->played.failure) {
    std::cerr << performance->played.failure->sentence() << '\n';
    return 1;
  }
  return 0;
}

int hang(const SimulateCommand& command, const Config& config) {
  gallery::GalleryWish wish;
  wish.folder = command.gallery;
  wish.locales = locales_folder();
  wish.panel = {"", config.display};
  wish.large_text = command.large_text;
  wish.languages = config.locales;
  if (!command.locale.empty()) wish.languages = {command.locale};
  for (const auto& [word, theme] : kThemeWords) {
    if (command.theme.empty() || command.theme == word) wish.themes.push_back(theme);
  }
  wish.say = [](const std::string& line) { std::cout << line << std::endl; };
  const auto page = gallery::write_gallery(wish);
  if (!page) return complain(page.error());
  std::cout << "look through " << page->string() << '\n';
  return 0;
}

}  // namespace

int simulate_command(const SimulateCommand& command) {
  if (command.explain_journeys) {
    std::cout << journey_language();
    return 0;
  }
  const auto config = config_for(command);
  if (!config) return complain(config.error());
  if (!command.gallery.empty()) return hang(command, *config);
  const auto reader = real_reader(command.reader);
  if (!reader) return complain(reader.error());
  DeskOptions desk;
  desk.config = *config;
  desk.bank_program = stand_in_bank_program();
  desk.locales = locales_folder();
  desk.reader = reader->get();

  if (!command.headless && has_display()) {
    desk.folder = command.out / "station";
    const auto shown = simulate_in_windows(std::move(desk), command.journeys, command.speed);
    return shown ? 0 : complain(shown.error());
  }
  std::vector<std::filesystem::path> journeys = command.journeys;
  if (journeys.empty()) journeys.push_back(example_journey());
  int code = 0;
  for (const auto& journey : journeys) {
    const auto out = journeys.size() == 1 ? command.out : command.out / journey.stem();
    code = std::max(code, play(journey, out, desk));
  }
  return code;
}

}  // namespace kerb::kiosk
