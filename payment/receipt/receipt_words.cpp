#include "payment/receipt/receipt_words.hpp"

#include <algorithm>
#include <vector>

#include "payment/receipt/words/languages.hpp"

namespace kerb::payment {
namespace {

std::vector<ReceiptWords> all_receipt_words() {
  using namespace receipt_languages;  // NOLINT(google-build-using-namespace) two dozen names
  return {english(), german(),  spanish(),    french(),    italian(), portuguese(),
          danish(),  finnish(), norwegian(),  dutch(),     swedish(), czech(),
          greek(),   polish(),  turkish(),    ukrainian(), hindi(),   japanese(),
          korean(),  thai(),    vietnamese(), chinese(),   arabic(),  hebrew()};
}

}  // namespace

const ReceiptWords& receipt_words(std::string_view locale) {
  static const std::vector<ReceiptWords> all = all_receipt_words();
  // "de-AT" is German: from the whole tag to its first part.
  for (std::string_view tag = locale; !tag.empty();) {
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const ReceiptWords& words) { return words.locale == tag; });
    if (found != all.end()) return *found;
    const std::size_t cut = tag.rfind('-');
    tag = cut == std::string_view::npos ? std::string_view() : tag.substr(0, cut);
  }
  return all.front();
}

}  // namespace kerb::payment
