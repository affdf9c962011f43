#include "payment/emv/processing_restrictions.hpp"

#include <algorithm>

namespace kerb::payment::emv {
namespace {

// 9F07: octet, the bit for the issuer's own country, the bit for all others (Book 3, table 36).
struct Usage {
  std::size_t octet;
  unsigned domestic;
  unsigned international;
};
constexpr Usage kCash{0, 0x80, 0x40};
constexpr Usage kPurchase{0, 0x28, 0x14};  // goods or services
constexpr Usage kCashback{1, 0x80, 0x40};
constexpr unsigned kOutsideAtms = 0x01;

bool earlier(hal::ByteView a, hal::ByteView b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end());
}

bool is_domestic(const DataObjects& objects, hal::ByteView issuer) {
  const auto here = objects.get(tag::kTerminalCountry);
  return here && std::equal(issuer.begin(), issuer.end(), here->begin(), here->end());
}

bool allows(const DataObjects& objects, const Usage& usage, hal::ByteView issuer) {
  const unsigned bit = is_domestic(objects, issuer) ? usage.domestic : usage.international;
  return (objects.octet(tag::kUsageControl, usage.octet) & bit) != 0;
}

bool allows_where_known(const DataObjects& objects, const Usage& usage) {
  if (!objects.has(tag::kUsageControl)) return true;
  const auto issuer = objects.get(tag::kIssuerCountry);
  return issuer && allows(objects, usage, *issuer);
}

// PRE.9 to PRE.29.
bool service_allowed(const Transaction& transaction, const DataObjects& objects) {
  if (!objects.has(tag::kUsageControl)) return true;
  if ((objects.octet(tag::kUsageControl, 0) & kOutsideAtms) == 0) return false;
  const auto issuer = objects.get(tag::kIssuerCountry);
  if (!issuer) return true;
  if (is_cash(transaction)) return allows(objects, kCash, *issuer);
  if (is_refund(transaction)) return true;
  if (!allows(objects, kPurchase, *issuer)) return false;
  return !is_cashback(transaction) || allows(objects, kCashback, *issuer);
}

}  // namespace

bool is_expired(const DataObjects& objects) {
  const auto last = objects.get(tag::kExpiration);
  return !last || earlier(*last, *objects.get(tag::kTransactionDate));
}

bool allows_cash(const DataObjects& objects) {
  return allows_where_known(objects, kCash);
}

bool allows_cashback(const DataObjects& objects) {
  return allows_where_known(objects, kCashback);
}

void note_restrictions(const Activation& activation, const DataObjects& objects,
                       VerificationResults& findings) {
  const auto version = objects.get(tag::kCardVersion);
  const auto ours = objects.get(tag::kTerminalVersion);
  if (version && ours &&
      !std::equal(version->begin(), version->end(), ours->begin(), ours->end())) {
    findings.note(Finding::versions_differ);
  }
  const auto effective = objects.get(tag::kEffective);
  if (effective && earlier(*objects.get(tag::kTransactionDate), *effective)) {
    findings.note(Finding::not_yet_effective);
  }
  if (is_expired(objects)) findings.note(Finding::expired);
  if (!service_allowed(activation.transaction, objects)) {
    findings.note(Finding::service_not_allowed);
  }
}

}  // namespace kerb::payment::emv
