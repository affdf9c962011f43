// One merchant account at Visa Acceptance (Cybersource): where it is, who we are there, and the
// numbers that the acquirer gave out. Whoever reads the station's configuration fills it in;
// nothing in it is secret, the secrets are in files that it names.
#pragma once

#include <filesystem>
#include <string>

#include "hal/clock.hpp"

namespace kerb::payment::gateway {

struct Account {
  std::string host;  // name only: "api.cybersource.com"
  int port = 443;
  std::string merchant_id;
  std::filesystem::path key_file;  // key id and shared secret, see key_file.hpp
  std::filesystem::path ca_file;   // PEM; empty: the system's roots

  // Message-level encryption of requests: the gateway's certificate (PEM), whose serial number
  // names the key. Empty: off.
  std::filesystem::path mle_certificate;
  // Encrypted answers: our private key (PEM, mode 0600) and the id under which the gateway knows
  // it. Both or neither, and only with mle_certificate.
  std::filesystem::path mle_answer_key;
  std::string mle_answer_key_id;

  std::string terminal_id;           // at most 8 characters
  std::string developer_id;          // at most 8
  std::string solution_id;           // at most 8
  std::string certification_number;  // empty: left out

  hal::Seconds connect_timeout{10};
  hal::Seconds answer_timeout{60};  // from the connection to the last octet of the answer

  // How long an estimated authorisation is counted on. The answer does not say; the schemes'
  // shortest term for a card that was present is five days.
  hal::Seconds hold_valid_for{5 * 24 * 3600};
};

}  // namespace kerb::payment::gateway
