// HTTPS on a free port of 127.0.0.1, on a thread of its own: it can go away and come back.
//
// Threading: open() and close() one after the other; the handler is called from many threads.
#pragma once

#include <httplib.h>

#include <functional>
#include <memory>
#include <thread>

#include "tests/stand_in_bank/authority.hpp"
#include "tests/stand_in_bank/connections.hpp"

namespace kerb::stand_in_bank {

class HttpsListener {
 public:
  using Handler = std::function<void(const httplib::Request&, httplib::Response&)>;

  // Does not listen yet. `identity` outlives it; `handler` gets every request.
  HttpsListener(const ServerIdentity& identity, Handler handler)
      : identity_(identity), handler_(std::move(handler)) {}
  ~HttpsListener() { close(); }
  HttpsListener(const HttpsListener&) = delete;
  HttpsListener& operator=(const HttpsListener&) = delete;

  int port() const { return port_.number(); }  // whether it listens or not
  void open();                                 // nothing when it is; throws std::runtime_error
  void close();                                // cuts what is connected

 private:
  const ServerIdentity& identity_;
  Handler handler_;
  ReservedPort port_;
  std::unique_ptr<httplib::SSLServer> server_;
  std::thread thread_;
};

}  // namespace kerb::stand_in_bank
