#include "kiosk/simulator/bank_process.hpp"

#include <curl/curl.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <nlohmann/json.hpp>
#include <thread>

extern char** environ;  // NOLINT: POSIX names it so

namespace kerb::kiosk {

namespace {

using nlohmann::json;

constexpr hal::Millis kReadyWithin{10'000};
constexpr hal::Millis kEndsWithin{5'000};
constexpr long kControlTimeoutMs = 15'000;
constexpr std::size_t kLongestReadyLine = 4096;

void close_end(int& descriptor) {
  if (descriptor >= 0) ::close(descriptor);
  descriptor = -1;
}

// True when the child has ended within the time, and is reaped.
bool reaped_within(int pid, hal::Millis span) {
  const auto until = std::chrono::steady_clock::now() + span;
  for (;;) {
    const int result = ::waitpid(pid, nullptr, WNOHANG);
    if (result == pid || (result < 0 && errno != EINTR)) return true;
    if (std::chrono::steady_clock::now() >= until) return false;
    std::this_thread::sleep_for(hal::Millis(5));
  }
}

std::size_t append(char* octets, std::size_t /*one*/, std::size_t count, void* text) {
  static_cast<std::string*>(text)->append(octets, count);
  return count;
}

std::string_view mood_word(BankMood mood) {
  switch (mood) {
    case BankMood::normal:
      return "normal";
    case BankMood::slow:
      return "slow";
    case BankMood::unreachable:
      return "unreachable";
    case BankMood::declines:
      return "declines";
    case BankMood::drops_before:
      return "drops_before";
    case BankMood::drops_after:
      return "drops_after";
    case BankMood::answers_html:
      return "answers_html";
    case BankMood::error_502:
      return "error_502";
  }
  return "normal";
}

// What "slow" means on the control panel: long enough to see, short enough to be answered in time.
constexpr hal::Millis kSlow{4'000};

tl::unexpected<hal::Error> not_started(const std::string& why) {
  return hal::failure("bank.not_started", "starting the stand-in bank: " + why,
                      "build it (target stand_in_bank) and check the path");
}

tl::unexpected<hal::Error> control_failed(const std::string& why) {
  return hal::failure("bank.control", "talking to the stand-in bank: " + why,
                      "look into bank.log in its folder");
}

std::vector<std::string> texts(const json& book, const char* name) {
  std::vector<std::string> amounts;
  const auto list = book.find(name);
  if (list == book.end() || !list->is_array()) return amounts;
  for (const json& amount : *list) {
    if (amount.is_string()) amounts.push_back(amount.get<std::string>());
  }
  return amounts;
}

}  // namespace

hal::Result<std::unique_ptr<BankProcess>> BankProcess::start(const BankSettings& settings) {
  std::unique_ptr<BankProcess> bank(new BankProcess(settings));
  if (auto spawned = bank->spawn(); !spawned) return tl::make_unexpected(spawned.error());
  if (auto ready = bank->await_ready(); !ready) return tl::make_unexpected(ready.error());
  return bank;
}

hal::Result<void> BankProcess::spawn() {
  std::array<int, 2> in{-1, -1};
  std::array<int, 2> out{-1, -1};
  if (::pipe2(in.data(), O_CLOEXEC) != 0) return not_started(std::strerror(errno));
  child_stdin_ = in[1];
  if (::pipe2(out.data(), O_CLOEXEC) != 0) {
    close_end(in[0]);
    return not_started(std::strerror(errno));
  }
  child_stdout_ = out[0];
  std::vector<std::string> words = {settings_.executable,
                                    "--folder",
                                    settings_.folder,
                                    "--merchant",
                                    settings_.merchant_id,
                                    "--decline-last4",
                                    settings_.declined_last_four,
                                    "--owner-last4",
                                    settings_.needs_owner_last_four,
                                    "--reversal-after",
                                    std::to_string(settings_.reversal_after.count()),
                                    "--until-stdin-closes"};
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  const int result =
      ::posix_spawn(&pid_, words.front().c_str(), &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close_end(in[0]);
  close_end(out[1]);
  if (result != 0) {
    pid_ = -1;
    return not_started(settings_.executable.string() + ": " + std::strerror(result));
  }
  return {};
}

hal::Result<void> BankProcess::await_ready() {
  const auto until = std::chrono::steady_clock::now() + kReadyWithin;
  std::string line;
  while (line.find('\n') == std::string::npos && line.size() < kLongestReadyLine) {
    const auto left =
        std::chrono::duration_cast<hal::Millis>(until - std::chrono::steady_clock::now());
    pollfd end{child_stdout_, POLLIN, 0};
    if (left.count() <= 0 || ::poll(&end, 1, static_cast<int>(left.count())) == 0) break;
    std::array<char, 512> octets{};
    const ssize_t count = ::read(child_stdout_, octets.data(), octets.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    line.append(octets.data(), static_cast<std::size_t>(count));
  }
  const json ready = json::parse(line, nullptr, false);
  const auto number = [&ready](const char* name) {
    return ready.is_object() && ready.contains(name) && ready[name].is_number_integer()
               ? ready[name].get<int>()
               : 0;
  };
  port_ = number("port");
  control_port_ = number("control_port");
  if (port_ == 0 || control_port_ == 0 || !ready.contains("token") || !ready["token"].is_string()) {
    return hal::failure("bank.not_ready", "waiting for the stand-in bank to listen",
                        "run it by hand with --folder to see its message");
  }
  token_ = ready["token"].get<std::string>();
  return {};
}

BankProcess::~BankProcess() {
  close_end(child_stdin_);
  close_end(child_stdout_);
  if (pid_ <= 0) return;
  ::kill(pid_, SIGTERM);
  if (reaped_within(pid_, kEndsWithin)) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

hal::Result<std::string> BankProcess::control(const std::string& method,
                                              const std::string& resource,
                                              const std::string& body) {
  return fetch(fmt::format("https://localhost:{}/stand-in/{}", control_port_, resource),
               "X-Stand-In-Token: " + token_, method == "POST" ? body : std::string());
}

hal::Result<std::string> BankProcess::page(const std::string& path) {
  return fetch(fmt::format("https://localhost:{}{}", port_, path), "Accept: text/plain", {});
}

// `post`: empty for GET.
hal::Result<std::string> BankProcess::fetch(const std::string& url, const std::string& header,
                                            const std::string& post) {
  const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
  if (!curl) return control_failed("libcurl does not start");
  const std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers(
      curl_slist_append(nullptr, header.c_str()), curl_slist_free_all);
  const std::string authority = ca_file();
  std::string answer;
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_CAINFO, authority.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, kControlTimeoutMs);
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, append);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer);
  if (!post.empty()) curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, post.c_str());
  const CURLcode result = curl_easy_perform(curl.get());
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (result != CURLE_OK) return control_failed(curl_easy_strerror(result));
  if (status != 200) return control_failed(fmt::format("{}: HTTP {}", url, status));
  return answer;
}

hal::Result<void> BankProcess::mood(BankMood mood) {
  return this->mood(mood_word(mood), mood == BankMood::slow ? kSlow : hal::Millis(0));
}

hal::Result<void> BankProcess::mood(std::string_view word, hal::Millis delay) {
  const json order = {{"mood", word}, {"delay_ms", static_cast<std::uint64_t>(delay.count())}};
  const auto answer = control("POST", "mood", order.dump());
  if (!answer) return tl::make_unexpected(answer.error());
  return {};
}

hal::Result<Stage::BankBook> BankProcess::book() {
  const auto answer = control("GET", "book", "");
  if (!answer) return tl::make_unexpected(answer.error());
  const json book = json::parse(*answer, nullptr, false);
  if (!book.is_object()) return control_failed("its book is not JSON");
  return Stage::BankBook{texts(book, "holds"), texts(book, "captured"), texts(book, "released")};
}

hal::Result<std::string> BankProcess::last_request() {
  return control("GET", "last-request", "");
}

hal::Result<int> BankProcess::request_count() {
  const auto answer = control("GET", "count", "");
  if (!answer) return tl::make_unexpected(answer.error());
  const json count = json::parse(*answer, nullptr, false);
  if (!count.is_number_integer()) return control_failed("its count is not a number");
  return count.get<int>();
}

}  // namespace kerb::kiosk
