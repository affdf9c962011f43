#include "payment/emv/offline_authentication.hpp"

#include <openssl/bn.h>
#include <openssl/evp.h>

#include <algorithm>
#include <memory>

#include "payment/emv/ca_keys.hpp"

namespace kerb::payment::emv {
namespace {

constexpr std::size_t kHash = 20;

using Number = std::unique_ptr<BIGNUM, decltype(&BN_clear_free)>;
using Scratch = std::unique_ptr<BN_CTX, decltype(&BN_CTX_free)>;

Number number(hal::ByteView octets) {
  return {BN_bin2bn(octets.data(), static_cast<int>(octets.size()), nullptr), &BN_clear_free};
}

tl::unexpected<std::string> wrong(const char* what) {
  return tl::make_unexpected(std::string(what));
}

hal::Bytes joined(std::initializer_list<hal::ByteView> parts) {
  hal::Bytes all;
  for (const hal::ByteView part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

// Book 2, A2.1: x^e mod n, as long as n, framed by 6A and BC, ending in a hash over everything
// between and `hashed_too`. Returns what is between the frame and the hash.
Authenticated<hal::Bytes> recover(const RsaKey& key, hal::ByteView signature,
                                  std::initializer_list<hal::ByteView> hashed_too) {
  const std::size_t length = key.modulus.size();
  if (length < kHash + 10 || length > kLongestModulus || signature.size() != length) {
    return wrong("certificate is not as long as its key");
  }
  if (key.exponent != hal::Bytes{0x03} && key.exponent != hal::Bytes{0x01, 0x00, 0x01}) {
    return wrong("key exponent is neither 3 nor 65537");
  }
  const Scratch scratch(BN_CTX_new(), &BN_CTX_free);
  const Number base = number(signature);
  const Number modulus = number(key.modulus);
  const Number exponent = number(key.exponent);
  const Number result(BN_new(), &BN_clear_free);
  hal::Bytes plain(length);
  if (!scratch || !base || !modulus || !exponent || !result || BN_is_odd(modulus.get()) == 0 ||
      BN_mod_exp(result.get(), base.get(), exponent.get(), modulus.get(), scratch.get()) != 1 ||
      BN_bn2binpad(result.get(), plain.data(), static_cast<int>(length)) < 0) {
    return wrong("certificate cannot be opened");
  }
  if (plain.front() != 0x6A || plain.back() != 0xBC) return wrong("certificate has no frame");
  const hal::ByteView all(plain);
  const hal::ByteView body = all.subspan(1, length - kHash - 2);
  hal::Bytes covered(body.begin(), body.end());
  for (const hal::ByteView part : hashed_too)
    covered.insert(covered.end(), part.begin(), part.end());
  const hal::Bytes hash = sha1({covered});
  if (!std::equal(hash.begin(), hash.end(), all.subspan(length - kHash - 1, kHash).begin())) {
    return wrong("hash in certificate differs");
  }
  return hal::Bytes(body.begin(), body.end());
}

// The key part of a certificate: left digits padded with BB, or completed by a remainder.
Authenticated<RsaKey> key_in(hal::ByteView field, std::size_t key_length, hal::ByteView remainder,
                             hal::ByteView exponent) {
  if (key_length > kLongestModulus) return wrong("key in certificate is too long");
  RsaKey key;
  if (key_length <= field.size()) {
    key.modulus.assign(field.begin(), field.begin() + static_cast<std::ptrdiff_t>(key_length));
  } else {
    if (field.size() + remainder.size() != key_length) return wrong("key remainder does not fit");
    key.modulus = joined({field, remainder});
  }
  key.exponent.assign(exponent.begin(), exponent.end());
  return key;
}

int two_digits(std::uint8_t octet) {
  return octet / 16 * 10 + octet % 16;
}

// MMYY in a certificate, YYMMDD of today: good to the end of the month.
bool in_date(hal::ByteView mmyy, hal::ByteView today) {
  if (today.size() != 3) return false;
  return two_digits(mmyy[1]) * 12 + two_digits(mmyy[0]) >=
         two_digits(today[0]) * 12 + two_digits(today[1]);
}

std::string digits_of(hal::ByteView packed) {
  std::string digits = hal::to_hex(packed);
  digits.erase(digits.find_last_not_of('F') + 1);
  return digits;
}

hal::ByteView value_or_empty(const DataObjects& objects, Tag tag) {
  return objects.get(tag).value_or(hal::ByteView{});
}

bool is_revoked(const std::vector<RevokedCertificate>& revoked, const CaKey& ca,
                hal::ByteView serial) {
  return std::any_of(revoked.begin(), revoked.end(), [&](const RevokedCertificate& one) {
    return one.rid == ca.rid && one.index == ca.index &&
           std::equal(one.serial.begin(), one.serial.end(), serial.begin(), serial.end());
  });
}

// On the day of 9A.
bool is_over(const CaKey& key, hal::ByteView today) {
  return today.size() == 3 && has_expired(key, {2000 + two_digits(today[0]), two_digits(today[1]),
                                                two_digits(today[2])});
}

// The card number: 5A, or the digits of 57 before the separator.
std::string number_digits(const DataObjects& objects) {
  if (objects.has(tag::kPan)) return digits_of(*objects.get(tag::kPan));
  const std::string track = hal::to_hex(value_or_empty(objects, tag::kTrack2Equivalent));
  return track.substr(0, std::min(track.find('D'), track.size()));
}

// What the certificates cover besides the records: the AIP, when 9F4A names it and nothing else.
Authenticated<hal::ByteView> signed_profile(const DataObjects& objects) {
  const hal::ByteView tags = value_or_empty(objects, tag::kStaticDataTags);
  if (tags.empty()) return hal::ByteView{};
  if (tags.size() != 1 || tags[0] != tag::kAip) return wrong("9F4A is not just 82");
  return value_or_empty(objects, tag::kAip);
}

// Table 6: 02, identifier 4, MMYY 2, serial 3, algorithms 2, lengths 2, key.
Authenticated<RsaKey> issuer_key(const CaKey& ca, const std::vector<RevokedCertificate>& revoked,
                                 const DataObjects& objects) {
  const hal::ByteView remainder = value_or_empty(objects, tag::kIssuerRemainder);
  const hal::ByteView exponent = value_or_empty(objects, tag::kIssuerExponent);
  const auto body =
      recover({ca.modulus, ca.exponent}, value_or_empty(objects, tag::kIssuerCertificate),
              {remainder, exponent});
  if (!body) return tl::make_unexpected("issuer: " + body.error());
  const hal::ByteView fields(*body);
  if (fields.size() < 14 || fields[0] != 0x02) return wrong("issuer: certificate of another kind");
  const std::string prefix = digits_of(fields.subspan(1, 4));
  const std::string number = number_digits(objects);
  if (prefix.size() < 3 || number.compare(0, prefix.size(), prefix) != 0) {
    return wrong("issuer: certificate for other card numbers");
  }
  if (!in_date(fields.subspan(5, 2), value_or_empty(objects, tag::kTransactionDate))) {
    return wrong("issuer: certificate is out of date");
  }
  if (is_revoked(revoked, ca, fields.subspan(7, 3))) {
    return wrong("issuer: certificate was revoked");
  }
  if (fields[10] != 0x01 || fields[11] != 0x01) return wrong("issuer: unknown algorithm");
  return key_in(fields.subspan(14), fields[12], remainder, exponent);
}

}  // namespace

hal::Bytes sha1(std::initializer_list<hal::ByteView> parts) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  hal::Bytes digest(kHash);
  bool fine = context && EVP_DigestInit_ex(context.get(), EVP_sha1(), nullptr) == 1;
  for (const hal::ByteView part : parts) {
    fine = fine && EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
  }
  fine = fine && EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) == 1;
  return fine ? digest : hal::Bytes{};
}

const CaKey* find_ca_key(const std::vector<CaKey>& keys, hal::ByteView df_name,
                         const DataObjects& objects) {
  if (!objects.has(tag::kCaKeyIndex) || df_name.size() < 5) return nullptr;
  const std::uint8_t index = objects.octet(tag::kCaKeyIndex, 0);
  const auto found = std::find_if(keys.begin(), keys.end(), [&](const CaKey& key) {
    return key.index == index && key.rid.size() == 5 &&
           std::equal(key.rid.begin(), key.rid.end(), df_name.begin());
  });
  if (found == keys.end()) return nullptr;
  return is_over(*found, value_or_empty(objects, tag::kTransactionDate)) ? nullptr : &*found;
}

// Table 14: 04, card number 10, MMYY 2, serial 3, algorithms 2, lengths 2, key.
Authenticated<RsaKey> recover_card_key(const CaKey& ca,
                                       const std::vector<RevokedCertificate>& revoked,
                                       const DataObjects& objects, hal::ByteView static_data) {
  auto issuer = issuer_key(ca, revoked, objects);
  if (!issuer) return issuer;
  const auto profile = signed_profile(objects);
  if (!profile) return tl::make_unexpected("card: " + profile.error());
  const hal::ByteView remainder = value_or_empty(objects, tag::kIccRemainder);
  const hal::ByteView exponent = value_or_empty(objects, tag::kIccExponent);
  const auto body = recover(*issuer, value_or_empty(objects, tag::kIccCertificate),
                            {remainder, exponent, static_data, *profile});
  if (!body) return tl::make_unexpected("card: " + body.error());
  const hal::ByteView fields(*body);
  if (fields.size() < 20 || fields[0] != 0x04) return wrong("card: certificate of another kind");
  if (digits_of(fields.subspan(1, 10)) != number_digits(objects)) {
    return wrong("card: certificate of another card");
  }
  if (!in_date(fields.subspan(11, 2), value_or_empty(objects, tag::kTransactionDate))) {
    return wrong("card: certificate is out of date");
  }
  if (fields[16] != 0x01 || fields[17] != 0x01) return wrong("card: unknown algorithm");
  return key_in(fields.subspan(20), fields[18], remainder, exponent);
}

Authenticated<SignedAnswer> recover_signed_answer(const RsaKey& card_key, hal::ByteView sdad,
                                                  hal::ByteView unpredictable_number) {
  const auto body = recover(card_key, sdad, {unpredictable_number});
  if (!body) return tl::make_unexpected("signature: " + body.error());
  const hal::ByteView fields(*body);
  if (fields[0] != 0x05 || fields[1] != 0x01) return wrong("signature: of another kind");
  const std::size_t length = fields[2];
  if (length > fields.size() - 3) return wrong("signature: dynamic data runs past the end");
  const hal::ByteView dynamic = fields.subspan(3, length);
  const std::size_t skipped = dynamic.empty() ? 0 : std::size_t{1} + dynamic[0];
  if (dynamic.empty() || dynamic[0] < 2 || dynamic[0] > 8 || dynamic.size() < skipped + 29) {
    return wrong("signature: dynamic data is too short");
  }
  const hal::ByteView rest = dynamic.subspan(skipped);
  SignedAnswer answer;
  answer.information = rest[0];
  answer.cryptogram.assign(rest.begin() + 1, rest.begin() + 9);
  answer.transaction_hash.assign(rest.begin() + 9, rest.begin() + 29);
  return answer;
}

Authenticated<void> verify_fast_signature(const RsaKey& card_key, const DataObjects& objects) {
  const hal::ByteView related = value_or_empty(objects, tag::kCardAuthentication);
  if (related.empty() || related[0] != 0x01) return wrong("signature: 9F69 is not of version 1");
  const auto body = recover(
      card_key, value_or_empty(objects, tag::kSignedDynamicData),
      {value_or_empty(objects, tag::kUnpredictableNumber), value_or_empty(objects, tag::kAmount),
       value_or_empty(objects, tag::kCurrency), related});
  if (!body) return tl::make_unexpected("signature: " + body.error());
  const hal::ByteView fields(*body);
  // 95: the form for transactions that go to the bank.
  if ((fields[0] != 0x05 && fields[0] != 0x95) || fields[1] != 0x01) {
    return wrong("signature: of another kind");
  }
  if (fields[2] > fields.size() - 3) return wrong("signature: dynamic data runs past the end");
  return {};
}

Authenticated<void> verify_static_signature(const CaKey& ca,
                                            const std::vector<RevokedCertificate>& revoked,
                                            const DataObjects& objects, hal::ByteView static_data) {
  const auto issuer = issuer_key(ca, revoked, objects);
  if (!issuer) return tl::make_unexpected(issuer.error());
  const auto profile = signed_profile(objects);
  if (!profile) return tl::make_unexpected("static data: " + profile.error());
  const auto body =
      recover(*issuer, value_or_empty(objects, tag::kSignedStaticData), {static_data, *profile});
  if (!body) return tl::make_unexpected("static data: " + body.error());
  if ((*body)[0] != 0x03 || (*body)[1] != 0x01) return wrong("static data: of another kind");
  return {};
}

}  // namespace kerb::payment::emv
