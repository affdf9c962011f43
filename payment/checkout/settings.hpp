// One account at a payment service whose page opens on the driver's phone. Whoever reads the
// station's configuration fills it in; nothing in it is secret, the API key is in the file that it
// names.
#pragma once

#include <filesystem>
#include <string>

#include "hal/clock.hpp"

namespace kerb::payment::checkout {

// Whose page it is.
enum class Service { none, stripe, mollie };

struct CheckoutSettings {
  std::string api_host;            // name only: "api.stripe.com"
  int port = 443;                  // of the API
  std::filesystem::path key_file;  // the API key, see api_key.hpp
  std::filesystem::path ca_file;   // PEM; empty: the system's roots

  // The one host that the page may be on, and so the only one that a code on the screen ever leads
  // to: "checkout.stripe.com". Pages have no port of their own, but for a rehearsal on this machine.
  std::string page_host;
  int page_port = 443;

  // Where the phone goes after it paid, and after its owner turned back. https, at most 500 octets.
  std::string success_url;
  std::string cancel_url;

  // From the order to the moment when the page takes no money any more. Stripe takes 30 minutes to
  // 24 hours by its own clock; a minute is left for ours.
  hal::Seconds page_valid_for{35 * 60};

  // Ask that a hold may be raised while energy flows. Stripe gives this to accounts on IC+ prices,
  // and refuses the page to others.
  bool raises = false;

  hal::Seconds connect_timeout{10};
  hal::Seconds answer_timeout{30};  // from the connection to the last octet of the answer
};

inline constexpr hal::Seconds kShortestPage{31 * 60};
inline constexpr hal::Seconds kLongestPage{23 * 3600};

}  // namespace kerb::payment::checkout
