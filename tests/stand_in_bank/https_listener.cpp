#include "tests/stand_in_bank/https_listener.hpp"

#include <sys/socket.h>

#include <chrono>
#include <stdexcept>

namespace kerb::stand_in_bank {

namespace {

constexpr std::size_t kLongestRequest = 64 * 1024;
constexpr std::size_t kMostOfOneConnection = 1000;

std::unique_ptr<httplib::SSLServer> make_server(const ServerIdentity& identity) {
  auto server =
      std::make_unique<httplib::SSLServer>(identity.certificate.get(), identity.key.get());
  if (!server->is_valid()) {
    throw std::runtime_error("the TLS server does not take its certificate");
  }
  SSL_CTX_set_min_proto_version(server->ssl_context(), TLS1_2_VERSION);
  server->set_payload_max_length(kLongestRequest);
  server->set_tcp_nodelay(true);
  server->set_keep_alive_max_count(kMostOfOneConnection);
  server->set_socket_options([](socket_t socket) {
    const int yes = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes);
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });
  return server;
}

}  // namespace

void HttpsListener::open() {
  if (server_) return;
  auto server = make_server(identity_);
  server->Get(".*", handler_);
  server->Post(".*", handler_);
  server->Patch(".*", handler_);
  server->Delete(".*", handler_);
  if (!server->bind_to_port("127.0.0.1", port())) throw std::runtime_error("the port is taken");
  server_ = std::move(server);
  thread_ = std::thread([running = server_.get()] { running->listen_after_bind(); });
  // stop() does nothing before the listener runs.
  while (!server_->is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

void HttpsListener::close() {
  if (!server_) return;
  server_->stop();
  cut_connections_of(port());  // idle ones would keep it for seconds
  thread_.join();
  server_.reset();
}

}  // namespace kerb::stand_in_bank
