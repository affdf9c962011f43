#include "payment/gateway/https_client.hpp"

#include <curl/curl.h>
#include <openssl/crypto.h>
#include <strings.h>
#include <unistd.h>

#include <array>
#include <cstring>

namespace kerb::payment::gateway {

namespace {

constexpr std::size_t kLongestHeaders = 64 * 1024;
// libcurl wants one initialisation before any thread uses it.
bool curl_is_ready() {
  static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return ready;
}

// What happened to one request, filled in by libcurl's callbacks.
struct Progress {
  std::size_t longest_body = 0;
  std::size_t header_octets = 0;
  std::string body;
  std::optional<hal::Utc> date;
  int times_begun = 0;
};

std::size_t on_body(char* octets, std::size_t /*one*/, std::size_t count, void* context) {
  auto& progress = *static_cast<Progress*>(context);
  if (count > progress.longest_body - progress.body.size()) return 0;  // ends the transfer
  progress.body.append(octets, count);
  return count;
}

// "Date: Mon, 23 Nov 2026 15:45:14 GMT" (RFC 9110, 6.6.1).
std::optional<hal::Utc> date_of(std::string_view line) {
  constexpr std::string_view kName = "date:";
  constexpr std::size_t kLongestDate = 64;
  if (line.size() < kName.size() || line.size() > kLongestDate) return std::nullopt;
  if (::strncasecmp(line.data(), kName.data(), kName.size()) != 0) return std::nullopt;
  const std::string text(line.substr(kName.size()));
  const std::time_t seconds = curl_getdate(text.c_str(), nullptr);
  if (seconds < 0) return std::nullopt;
  return hal::Utc(hal::Seconds(seconds));
}

std::size_t on_header(char* octets, std::size_t /*one*/, std::size_t count, void* context) {
  auto& progress = *static_cast<Progress*>(context);
  if (count > kLongestHeaders - progress.header_octets) return 0;
  progress.header_octets += count;
  if (const auto date = date_of({octets, count})) progress.date = date;
  return count;
}

// libcurl calls this when a connection stands, TLS handshake and verification included, right
// before the first octet of the request goes out. Two things hang on it:
//   - If it was never called, nothing of the request left: "not sent" is certain. Every failure of
//   name
//     resolution, connection, handshake or certificate ends before it.
//   - If libcurl ever began a second time by itself, as it does when a connection that it reused
//   dies before the
//     first octet of an answer, the bank might get the order twice. The second call is refused.
int on_about_to_send(void* context, char* /*their_ip*/, char* /*our_ip*/, int /*their_port*/,
                     int /*our_port*/) {
  auto& progress = *static_cast<Progress*>(context);
  ++progress.times_begun;
  return progress.times_begun == 1 ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

// One of the lines may be a key that stays good for years.
struct ListDeleter {
  void operator()(curl_slist* list) const {
    for (curl_slist* line = list; line != nullptr; line = line->next) {
      OPENSSL_cleanse(line->data, std::strlen(line->data));
    }
    curl_slist_free_all(list);
  }
};
using HeaderList = std::unique_ptr<curl_slist, ListDeleter>;

HeaderList header_list(const std::vector<std::string>& given,
                       const std::vector<std::string>& ours) {
  HeaderList list;
  for (const auto* lines : {&given, &ours}) {
    for (const std::string& line : *lines) {
      curl_slist* longer = curl_slist_append(list.get(), line.c_str());
      if (longer == nullptr) return {};
      // The head only changes with the first line.
      if (!list) list.reset(longer);
    }
  }
  return list;
}

// Collects the first failure of many settings, so that none is overlooked.
class Settings {
 public:
  explicit Settings(CURL* curl) : curl_(curl) {}
  template <typename Value>
  Settings& set(CURLoption option, Value value) {
    if (result_ == CURLE_OK) result_ = curl_easy_setopt(curl_, option, value);
    return *this;
  }
  CURLcode result() const { return result_; }

 private:
  CURL* curl_;
  CURLcode result_ = CURLE_OK;
};

long millis(hal::Seconds span) {
  return static_cast<long>(hal::Millis(span).count());
}

CURLcode settle(CURL* curl, const HttpsSettings& settings) {
  Settings to(curl);
  to.set(CURLOPT_PROTOCOLS_STR, "https")
      .set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2))
      .set(CURLOPT_SSL_VERIFYPEER, 1L)
      .set(CURLOPT_SSL_VERIFYHOST, 2L)
      .set(CURLOPT_FOLLOWLOCATION, 0L)
      .set(CURLOPT_PROXY, "")  // not even the one that the environment names
      .set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1))
      .set(CURLOPT_PATH_AS_IS, 1L)
      .set(CURLOPT_NOSIGNAL, 1L)
      // One connection a request. On a kept connection, an answer that came twice is taken for the
      // answer to the next request (libcurl 7.88 does so when it arrives in a TLS record of its
      // own), and one driver's release would confirm another's. The TLS session is resumed, so the
      // price is a round trip or two.
      .set(CURLOPT_FORBID_REUSE, 1L)
      .set(CURLOPT_CONNECTTIMEOUT_MS, millis(settings.connect_timeout))
      .set(CURLOPT_TIMEOUT_MS, millis(settings.connect_timeout + settings.answer_timeout))
      .set(CURLOPT_USERAGENT, "kerb")
      .set(CURLOPT_WRITEFUNCTION, on_body)
      .set(CURLOPT_HEADERFUNCTION, on_header)
      .set(CURLOPT_PREREQFUNCTION, on_about_to_send);
  if (!settings.ca_file.empty()) {
    to.set(CURLOPT_CAINFO, settings.ca_file.c_str());
    // The system's folder of roots would otherwise stay trusted beside the given file.
    to.set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
  return to.result();
}

}  // namespace

struct HttpsClient::Handle {
  CURL* curl = nullptr;
  std::array<char, CURL_ERROR_SIZE> problem{};

  Handle() = default;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    if (curl != nullptr) curl_easy_cleanup(curl);
  }
};

HttpsClient::HttpsClient(std::unique_ptr<Handle> handle, std::size_t longest_answer)
    : handle_(std::move(handle)), longest_answer_(longest_answer) {}

HttpsClient::~HttpsClient() = default;

hal::Result<std::unique_ptr<HttpsClient>> HttpsClient::create(const HttpsSettings& settings) {
  if (!settings.ca_file.empty() && ::access(settings.ca_file.c_str(), R_OK) != 0) {
    return hal::failure("gateway.transport",
                        "reading the authority file " + settings.ca_file.string(),
                        "check the path of ca_file, or remove it to trust the system's roots");
  }
  auto handle = std::make_unique<Handle>();
  if (curl_is_ready()) handle->curl = curl_easy_init();
  if (handle->curl == nullptr) {
    return hal::failure("gateway.transport", "starting libcurl",
                        "check the installation of libcurl");
  }
  const CURLcode result = settle(handle->curl, settings);
  if (result != CURLE_OK ||
      curl_easy_setopt(handle->curl, CURLOPT_ERRORBUFFER, handle->problem.data()) != CURLE_OK) {
    return hal::failure("gateway.transport",
                        std::string("setting up libcurl: ") + curl_easy_strerror(result),
                        "install libcurl 7.85 or newer with OpenSSL");
  }
  return std::unique_ptr<HttpsClient>(new HttpsClient(std::move(handle), settings.longest_answer));
}

Exchange HttpsClient::send(const OutgoingRequest& request,
                           const std::vector<std::string>& headers) {
  const bool with_body = request.method == "POST" || !request.body.empty();
  std::vector<std::string> lines = {"Accept: " + request.accept,
                                    "Expect:"};  // no waiting for "100 Continue"
  if (with_body) lines.push_back("Content-Type: " + request.content_type);
  const HeaderList list = header_list(headers, lines);
  const std::string url = "https://" + request.host + request.resource;
  Progress progress;
  progress.longest_body = longest_answer_;

  CURL* curl = handle_->curl;
  handle_->problem[0] = '\0';
  Settings to(curl);
  to.set(CURLOPT_URL, url.c_str())
      .set(CURLOPT_HTTPHEADER, list.get())
      .set(CURLOPT_WRITEDATA, &progress)
      .set(CURLOPT_HEADERDATA, &progress)
      .set(CURLOPT_PREREQDATA, &progress);
  if (!with_body) {
    to.set(CURLOPT_HTTPGET, 1L);
  } else {
    // POSTFIELDS refers to our buffer; COPYPOSTFIELDS would leave one more copy of the card data
    // behind.
    to.set(CURLOPT_POST, 1L)
        .set(CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body.size()))
        .set(CURLOPT_POSTFIELDS, request.body.c_str());
  }
  to.set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
  if (!list || to.result() != CURLE_OK) return NotSent{"libcurl did not take the request"};

  const CURLcode result = curl_easy_perform(curl);
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  // Nothing of this request may be referred to after it.
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, nullptr);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, nullptr);
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, nullptr);

  if (result == CURLE_OK && status != 0) {
    return HttpAnswer{status, std::move(progress.body), progress.date};
  }
  // libcurl's own words name hosts, certificates and counts, never what was sent.
  std::string detail = handle_->problem[0] != '\0' ? std::string(handle_->problem.data())
                                                   : std::string(curl_easy_strerror(result));
  if (progress.times_begun == 0) return NotSent{std::move(detail)};
  if (progress.times_begun > 1) detail = "the connection was cut before an answer";
  return Lost{std::move(detail)};
}

}  // namespace kerb::payment::gateway
