// Who plays the world tells a stand-in that runs as a program what to do, over a port of its own, at
// https://localhost:<control port>/stand-in/ with the header X-Stand-In-Token:
//   POST mood  {"mood":"slow","delay_ms":3000}
//   POST phone {"page":"cs_test_1","act":"pay"}       409: the page takes no money any more
//   POST pass  {"seconds":3600}
//   GET  book | last-request | count
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "tests/stand_in_psp/server.hpp"

namespace kerb::stand_in_psp {

class Control {
 public:
  // Listens on a free port of 127.0.0.1, and writes the authority that signed its certificate to
  // `ca_file`. `server` must outlive it. Throws std::runtime_error.
  Control(Server& server, std::string token, const std::filesystem::path& ca_file);
  ~Control();
  Control(const Control&) = delete;
  Control& operator=(const Control&) = delete;

  int port() const;

 private:
  struct Listener;
  std::unique_ptr<Listener> listener_;
};

}  // namespace kerb::stand_in_psp
