// The merchant's shared-secret key as the gateway's business centre hands it out, in a file of two
// lines that only the service can read:
//
//     key_id = 00000000-1111-2222-3333-444444444444
//     shared_secret = <base64>
//
// Empty lines and lines that begin with # are left alone; anything else is an error.
#pragma once

#include <filesystem>
#include <string>

#include "hal/error.hpp"
#include "payment/secret.hpp"

namespace kerb::payment::gateway {

struct SharedKey {
  std::string id;  // sent with every request: not secret
  Secret secret;   // the decoded octets, 16 to 256
};

// Errors: gateway.key_file; the text never quotes what is in the file.
hal::Result<SharedKey> read_key_file(const std::filesystem::path& file);

}  // namespace kerb::payment::gateway
