#include "kiosk/config.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

#include "kiosk/config/sections.hpp"

namespace kerb::kiosk {
namespace {

using config::Complaints;
using config::Section;
using config::Table;

tl::unexpected<std::vector<hal::Error>> only(hal::Error error) {
  return tl::make_unexpected(std::vector<hal::Error>{std::move(error)});
}

tl::unexpected<std::vector<hal::Error>> unreadable(const std::filesystem::path& file,
                                                   const std::string& why, std::string remedy) {
  return only({"config.unreadable", "reading " + file.string() + ": " + why, std::move(remedy)});
}

Config read_sections(Section& root, const std::filesystem::path& folder) {
  Config result;
  read_site(root.inner("site", "[site]", true), result);
  read_merchant(root.inner("merchant", "[merchant]", true), result);
  read_price(root.inner("price", "[price]", true), folder, result);
  read_terminal(root.inner("terminal", "[terminal]", false), folder, result);
  read_display(root.inner("display", "[display]", false), folder, result);
  read_backlight(root.inner("backlight", "[backlight]", false), folder, result);
  read_reader(root.inner("reader", "[reader]", !result.terminal.used), result);
  read_controller(root.inner("controller", "[controller]", true), result);
  read_simulated(root.inner("simulated", "[simulated]", false), folder, result);
  const bool modbus = result.controller.kind == ControllerKind::modbus;
  read_modbus(root.inner("modbus", "[modbus]", modbus), result);
  read_gateway(root.inner("gateway", "[gateway]", !result.terminal.used), folder, result);
  read_payment(root.inner("payment", "[payment]", true), folder, result);
  read_checkout(root.inner("checkout", "[checkout]", false), folder, result);
  read_timing(root.inner("timing", "[timing]", false), result);
  read_speech(root.inner("speech", "[speech]", false), folder, result);
  read_support(root.inner("support", "[support]", false), folder, result);
  read_receipt(root.inner("receipt", "[receipt]", false), folder, result);
  read_preferences(root.inner("preferences", "[preferences]", false), folder, result);
  read_files(root.inner("files", "[files]", true), folder, result);
  const bool everest = result.controller.kind == ControllerKind::everest;
  read_everest(root.inner("everest", "[everest]", everest), folder, result);
  read_qr_code(root.inner("qr_code", "[qr_code]", false), folder, result);
  root.finish();
  return result;
}

}  // namespace

ConfigResult<Config> parse_config(std::string_view toml, const std::string& name,
                                  const std::filesystem::path& folder) {
  const auto document = config::read_document(toml);
  if (!document) {
    const config::SyntaxProblem& problem = document.error();
    return only({"config.syntax", name + ':' + std::to_string(problem.line) + ": " + problem.what,
                 problem.remedy});
  }
  Complaints complaints(name);
  Section root(*document, "", complaints);
  Config result = read_sections(root, folder);
  if (!complaints.empty()) return tl::make_unexpected(complaints.take());
  return result;
}

ConfigResult<Config> read_config(const std::filesystem::path& file) {
  std::error_code problem;
  const auto status = std::filesystem::status(file, problem);
  if (!std::filesystem::exists(status)) {
    return unreadable(
        file, problem ? problem.message() : "there is no such file",
        "Name the station's file with --config; packaging/kerb.toml is an example to start from.");
  }
  if (!std::filesystem::is_regular_file(status)) {
    return unreadable(file, "it is not a file", "Name the station's file with --config.");
  }
  std::ifstream stream(file, std::ios::binary);
  std::string text(config::kLargestFile + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!stream.eof() && (stream.fail() || stream.bad())) {
    return unreadable(file, std::strerror(errno), "Let the service's user read it.");
  }
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return parse_config(text, file.string(), file.parent_path());
}

}  // namespace kerb::kiosk
