#include "kiosk/runtime/log.hpp"

#include <fmt/format.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <sys/stat.h>

#include "payment/log_filter.hpp"

namespace kerb::kiosk {
namespace {

constexpr std::size_t kLargestFile = std::size_t{5} * 1024 * 1024;
constexpr std::size_t kOlderFiles = 2;

// Around the sink and not in its formatter: a pattern that is set later cannot take it away.
class FilteredSink final : public spdlog::sinks::sink {
 public:
  explicit FilteredSink(spdlog::sink_ptr inner) : inner_(std::move(inner)) {}

  void log(const spdlog::details::log_msg& message) override {
    const std::string line = payment::log_line({message.payload.data(), message.payload.size()});
    spdlog::details::log_msg filtered = message;
    filtered.payload = line;
    inner_->log(filtered);
  }
  void flush() override { inner_->flush(); }
  void set_pattern(const std::string& pattern) override { inner_->set_pattern(pattern); }
  void set_formatter(std::unique_ptr<spdlog::formatter> formatter) override {
    inner_->set_formatter(std::move(formatter));
  }

 private:
  spdlog::sink_ptr inner_;
};

spdlog::sink_ptr file_sink(const std::filesystem::path& file) {
  spdlog::file_event_handlers handlers;
  handlers.after_open = [](const spdlog::filename_t&, std::FILE* opened) {
    ::fchmod(::fileno(opened), 0600);
  };
  return std::make_shared<spdlog::sinks::rotating_file_sink_mt>(file.string(), kLargestFile,
                                                                kOlderFiles, false, handlers);
}

}  // namespace

hal::Result<std::shared_ptr<spdlog::logger>> make_logger(const std::filesystem::path& file) {
  try {
    const spdlog::sink_ptr inner =
        file.empty() ? std::make_shared<spdlog::sinks::stderr_sink_mt>() : file_sink(file);
    auto logger = std::make_shared<spdlog::logger>("kerb", std::make_shared<FilteredSink>(inner));
    logger->set_formatter(std::make_unique<spdlog::pattern_formatter>(
        "%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc));
    logger->flush_on(spdlog::level::info);  // the line before a crash is the one that is looked for
    return logger;
  } catch (const spdlog::spdlog_ex& problem) {
    return hal::failure(
        "log.unwritable", fmt::format("opening the log {}: {}", file.string(), problem.what()),
        "make its folder writable for Kerb's user, or leave log_file out to log to standard error");
  }
}

}  // namespace kerb::kiosk
