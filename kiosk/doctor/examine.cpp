#include "kiosk/doctor/examine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "hal/pcsc/reader_names.hpp"
#include "kiosk/doctor/checkout.hpp"
#include "kiosk/doctor/everest.hpp"
#include "kiosk/doctor/modbus.hpp"
#include "kiosk/doctor/tariffs.hpp"
#include "kiosk/doctor/terminal.hpp"

namespace kerb::kiosk::doctor {
namespace {

using Findings = std::vector<Finding>;

void pass(Findings& findings, std::string check, std::string seen) {
  findings.push_back({std::move(check), Verdict::pass, std::move(seen), {}});
}
void warn(Findings& findings, std::string check, std::string seen, std::string remedy) {
  findings.push_back({std::move(check), Verdict::warn, std::move(seen), std::move(remedy)});
}
void fail(Findings& findings, std::string check, std::string seen, std::string remedy) {
  findings.push_back({std::move(check), Verdict::fail, std::move(seen), std::move(remedy)});
}

std::filesystem::path folder_of(const std::filesystem::path& file) {
  const std::filesystem::path folder = file.parent_path();
  return folder.empty() ? "." : folder;
}

// ---- what needs no configuration

void look_at_fonts(const Probes& probes, Findings& findings) {
  if (!probes.file) return;
  std::string missing;
  std::string packages;
  for (const NeededFont& font : needed_fonts()) {
    const auto facts = probes.file(font.file);
    if (facts && facts->regular && facts->readable) continue;
    missing += (missing.empty() ? "" : ", ") + font.file.string();
    if (packages.find(font.package) == std::string::npos)
      packages += std::string(" ") + font.package;
  }
  if (missing.empty()) {
    pass(findings, "fonts", fmt::format("all {} are there", needed_fonts().size()));
  } else {
    fail(findings, "fonts", "missing: " + missing, "apt-get install" + packages);
  }
}

void look_at_clock(const Probes& probes, Findings& findings) {
  if (!probes.clock) return;
  const ClockFacts facts = probes.clock();
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(facts.now));
  const std::string today =
      fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  if (date.year() < std::chrono::year(2024)) {
    fail(findings, "clock", "it shows " + today + ", which is in the past",
         "Set the clock: certificates are refused and receipts are wrong. Check the battery of the "
         "real-time "
         "clock.");
  } else if (!facts.synchronised) {
    warn(findings, "clock", "it shows " + today + " (UTC), but nothing keeps it right",
         "Run an NTP client: timedatectl set-ntp true, and see that its servers are reachable.");
  } else {
    pass(findings, "clock", "it shows " + today + " (UTC) and is kept right");
  }
}

void look_at_core_dumps(const Probes& probes, Findings& findings) {
  if (!probes.core_dumps) return;
  const CoreDumpFacts facts = probes.core_dumps();
  if (!facts.limit_is_zero) {
    warn(findings, "core dumps",
         "a crash may write the memory, with the data of a card, to the disk",
         "Set LimitCORE=0 in the service's unit, or ulimit -c 0 before the start.");
  } else if (!facts.handler.empty()) {
    warn(findings, "core dumps",
         "the kernel hands them to " + facts.handler + ", whatever the limit",
         "sysctl kernel.core_pattern=core, so that the limit of 0 is what counts.");
  } else {
    pass(findings, "core dumps", "none are written");
  }
}

// For information: which of them a board needs depends on its panel and reader.
void look_at_groups(const Probes& probes, Findings& findings) {
  if (!probes.groups) return;
  const std::vector<std::string> groups = probes.groups();
  const auto in = [&groups](std::string_view name) {
    return std::find(groups.begin(), groups.end(), name) != groups.end();
  };
  if (in("root")) {
    warn(findings, "rights", "this runs as root; the service should not",
         "Run it as the service's user.");
    return;
  }
  std::string mine;
  std::string others;
  for (const char* name : {"video", "input", "dialout"}) {
    std::string& list = in(name) ? mine : others;
    list += (list.empty() ? "" : ", ") + std::string(name);
  }
  pass(findings, "rights",
       fmt::format("in the groups: {}; not in: {} (video: a panel without a window system, input: "
                   "its touch, "
                   "dialout: serial devices)",
                   mine.empty() ? "none" : mine, others.empty() ? "none" : others));
}

// ---- what the configuration names

void look_at_hold(const Config& config, Findings& findings) {
  if (!less(config.payment.device_only_above, config.payment.hold)) return;
  warn(findings, "hold", "the hold is above [payment] device_only_above",
       "Every plastic card will be refused and only phones and watches taken. Hold less, unless "
       "that is meant.");
}

void look_at_key(const Probes& probes, const std::string& check, const std::filesystem::path& file,
                 bool made_at_start, Findings& findings) {
  if (!probes.file) return;
  const auto facts = probes.file(file);
  if (!facts && made_at_start) {
    pass(findings, check, file.string() + " will be made at the first start");
  } else if (!facts || !facts->regular) {
    fail(findings, check, file.string() + " is not there",
         "Put the key there with mode 0600; packaging/kerb.toml.");
  } else if (!facts->readable) {
    fail(findings, check, file.string() + " cannot be read",
         "chown it to the service's user, mode 0600.");
  } else if ((facts->mode & 0077U) != 0) {
    fail(
        findings, check,
        fmt::format("{} has mode {:04o}: others can read or change it", file.string(), facts->mode),
        fmt::format("chmod 600 {}; if others use this machine, ask for a new key.", file.string()));
  } else if (facts->size == 0) {
    fail(findings, check, file.string() + " is empty",
         "Put the key there; packaging/kerb.toml says how.");
  } else {
    pass(findings, check, file.string() + " is there, for its owner only");
  }
}

void look_at_certificate(const Probes& probes, const std::string& check,
                         const std::filesystem::path& file, Findings& findings) {
  if (!probes.file || file.empty()) return;
  const auto facts = probes.file(file);
  if (facts && facts->regular && facts->readable && facts->size > 0) {
    pass(findings, check, file.string() + " is there");
  } else {
    fail(findings, check, file.string() + " is not there, empty, or cannot be read",
         "Put the certificate there as PEM, or take the setting out.");
  }
}

void look_at_keys(const Config& config, const Probes& probes, Findings& findings) {
  look_at_key(probes, "fingerprint key", config.payment.fingerprint_key_file, true, findings);
  if (!config.terminal.password_file.empty()) {
    look_at_key(probes, "terminal password", config.terminal.password_file, false, findings);
  }
  if (!config.qr_code.shared_secret_file.empty()) {
    look_at_key(probes, "code secret", config.qr_code.shared_secret_file, false, findings);
  }
  if (!config.receipt.address.key_file.empty()) {
    look_at_key(probes, "receipt key", config.receipt.address.key_file, false, findings);
  }
  look_at_certificate(probes, "receipt CA", config.receipt.address.ca_file, findings);
}

void look_at_gateway(const Config& config, const Probes& probes, Findings& findings) {
  if (config.terminal.used) {
    if (!config.gateway.host.empty()) {
      warn(findings, "gateway", "[gateway] is set, and [terminal] takes the cards",
           "Take out the one that is not meant.");
    }
    return;
  }
  look_at_key(probes, "gateway key", config.gateway.key_file, false, findings);
  look_at_certificate(probes, "gateway CA", config.gateway.ca_file, findings);
  look_at_certificate(probes, "encryption", config.gateway.mle_certificate, findings);
  if (!probes.connect) return;
  const auto reached = probes.connect(config.gateway.host, config.gateway.port, kConnectTimeout);
  if (reached) {
    pass(findings, "network",
         fmt::format("{}:{} answers", config.gateway.host, config.gateway.port));
  } else {
    fail(findings, "network", reached.error().tried, reached.error().remedy);
  }
}

// True when a journal can be kept there.
bool look_at_journal_folder(const std::filesystem::path& folder, const Probes& probes,
                            Findings& findings) {
  const auto facts = probes.folder(folder);
  if (!facts) {
    fail(findings, "journal folder", folder.string() + " is not there",
         "Make it, owned by the service's user.");
  } else if (!facts->writable) {
    fail(findings, "journal folder", folder.string() + " cannot be written",
         "chown it to the service's user.");
  } else if (!facts->volatile_or_remote.empty()) {
    fail(findings, "journal folder", folder.string() + " lies on " + facts->volatile_or_remote,
         "Move [files] journal to a local disk: it must survive a power cut.");
  } else if (facts->free < kJournalRoom) {
    fail(findings, "journal folder",
         fmt::format("{} has {} MiB left", folder.string(), facts->free / 1024 / 1024),
         fmt::format("Make room: at least {} MiB. Without the journal nothing is sold.",
                     kJournalRoom / 1024 / 1024));
  } else {
    pass(findings, "journal folder",
         fmt::format("{} has {} MiB left", folder.string(), facts->free / 1024 / 1024));
    return true;
  }
  return facts.has_value();
}

void look_at_journal(const Config& config, const Probes& probes, Findings& findings) {
  const std::filesystem::path& file = config.journal_file;
  if (probes.folder && !look_at_journal_folder(folder_of(file), probes, findings)) return;
  if (!probes.file || !probes.verify_journal) return;
  if (!probes.file(file)) {
    pass(findings, "journal", file.string() + " will be made at the first start");
    return;
  }
  const auto verdict = probes.verify_journal(file);
  if (!verdict && verdict.error().code == "journal.locked") {
    warn(findings, "journal", "Kerb is running and holds it; it was not verified",
         "Stop the kiosk to have every entry checked.");
  } else if (!verdict) {
    fail(findings, "journal", verdict.error().tried, verdict.error().remedy);
  } else if (verdict->broken_at) {
    fail(findings, "journal",
         fmt::format("entry {} of {} is not as it was written: {}", *verdict->broken_at,
                     verdict->entries, verdict->problem),
         "Keep a copy of the file as it is, stop selling, and call support: the books have to be "
         "checked.");
  } else {
    pass(findings, "journal",
         fmt::format("all {} entries are as they were written", verdict->entries));
  }
}

void look_at_nfc_chip(const Config& config, const Probes& probes, Findings& findings) {
  if (!probes.nfc_chip) return;
  const auto answers = probes.nfc_chip(config.reader.name);
  if (answers) return pass(findings, "reader", "a PN532 answers at " + config.reader.name);
  if (answers.error().code == "reader.in_use") {
    return warn(findings, "reader", "Kerb is running and uses it; it was not asked",
                "Stop the kiosk to have the reader tried.");
  }
  fail(findings, "reader", answers.error().tried, answers.error().remedy);
}

void look_at_reader(const Config& config, const Probes& probes, Findings& findings) {
  if (config.reader.kind == ReaderKind::simulated) {
    warn(findings, "reader", "[reader] kind is \"simulated\": no real card can pay here",
         "Set it to \"pcsc\" or \"libnfc\" on a station.");
    return;
  }
  if (config.reader.kind == ReaderKind::libnfc) return look_at_nfc_chip(config, probes, findings);
  if (!probes.readers) return;
  const auto readers = probes.readers();
  if (!readers) {
    fail(findings, "reader", readers.error().tried, readers.error().remedy);
    return;
  }
  const auto wanted = hal::pcsc::choose_reader(*readers, config.reader.name);
  if (wanted) {
    pass(findings, "reader", *wanted);
  } else if (readers->empty()) {
    fail(findings, "reader", "pcscd runs, but has no contactless reader",
         "Plug the reader in; lsusb shows it, and pcscd needs a driver for it (libccid, "
         "libacsccid1).");
  } else {
    fail(findings, "reader",
         fmt::format("no reader's name contains \"{}\"; there are: {}", config.reader.name,
                     fmt::join(*readers, ", ")),
         "Correct [reader] name, or leave it empty to take the first.");
  }
}

// Only where a world of its own stands in for the charger; the one in memory is always there.
void look_at_world(const Config& config, const Probes& probes, Findings& findings) {
  const std::filesystem::path& socket = config.simulated.socket;
  if (socket.empty() || !probes.world_evses) return;
  const auto evses = probes.world_evses(socket);
  if (!evses) {
    fail(findings, "charger", evses.error().tried, evses.error().remedy);
    return;
  }
  std::vector<hal::EvseId> missing;
  for (const hal::Evse& evse : config.controller.evses) {
    const bool there = std::find(evses->begin(), evses->end(), evse.id) != evses->end();
    if (!there) missing.push_back(evse.id);
  }
  if (missing.empty()) {
    pass(findings, "charger", "a simulated world answers at " + socket.string());
  } else {
    fail(findings, "charger",
         fmt::format("the simulated world at {} has no EVSE {}", socket.string(),
                     fmt::join(missing, ", ")),
         "Start it with one --evse for each [[controller.evse]].");
  }
}

void look_at_machine(const Probes& probes, Findings& findings) {
  look_at_fonts(probes, findings);
  look_at_clock(probes, findings);
  look_at_core_dumps(probes, findings);
  look_at_groups(probes, findings);
}

// In every language that is offered: a driver who does not see would notice too late.
void look_at_voice(const Config& config, const Probes& probes, Findings& findings) {
  if (!probes.speak) return;
  const SpeechProgram program{config.speech.program, config.speech.words_per_minute};
  if (program.name.empty()) {
    return warn(findings, "voice", "[speech] program is empty: nobody can hear the screen",
                "Install espeak-ng and name it, unless the law of the place does not ask for it.");
  }
  std::string mute;
  for (const std::string& locale : config.locales) {
    const auto spoken = probes.speak(program, locale);
    if (spoken) continue;
    if (spoken.error().code != "speech.no_voice") {
      return warn(findings, "voice", spoken.error().tried, spoken.error().remedy);
    }
    mute += (mute.empty() ? "" : ", ") + locale;
  }
  if (mute.empty()) return pass(findings, "voice", program.name + " speaks every language offered");
  pass(findings, "voice", program.name + " speaks the languages offered, but for: " + mute);
}

payment::emv::CaKeyDate day_of(hal::Utc now) {
  const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(now));
  return {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day()))};
}

// A key whose day is over proves nothing any more: cards that need it are left to the bank.
// Nobody shall learn from a scheme's letter what the station could have told: a fact, and no fault
// that anybody could mend here.
void look_at_approval(const Config& config, const Probes& probes, Findings& findings) {
  if (!probes.readers || config.reader.kind == ReaderKind::simulated) return;
  pass(findings, "card kernels",
       "Kerb's own, which neither EMVCo nor a card scheme has approved: for closed-loop cards, "
       "pilots that the acquirer agrees to, laboratories. To take live cards, let an approved "
       "terminal read them");
}

void look_at_scheme_keys(const Config& config, const Probes& probes, Findings& findings) {
  if (!probes.scheme_keys || !probes.clock || config.payment.ca_keys.empty()) return;
  const auto book = probes.scheme_keys(config.payment);
  if (!book) return fail(findings, "scheme keys", book.error().tried, book.error().remedy);
  const payment::emv::CaKeyDate today = day_of(probes.clock().now);
  std::string over;
  for (const payment::emv::CaKey& key : book->keys) {
    if (!has_expired(key, today)) continue;
    over += fmt::format("{}{} {:02X}", over.empty() ? "" : ", ", hal::to_hex(key.rid), key.index);
  }
  const std::string seen =
      fmt::format("{} keys, {} revoked certificates", book->keys.size(), book->revoked.size());
  if (over.empty()) return pass(findings, "scheme keys", seen);
  warn(
      findings, "scheme keys", seen + "; expired: " + over,
      "Ask the acquirer for the present file; until then the bank alone decides about such cards.");
}

// A slip of the pen in a file of words keeps Kerb from starting.
void look_at_texts(const Config& config, const Probes& probes, Findings& findings) {
  if (!probes.texts) return;
  const auto read = probes.texts(config);
  if (!read) return fail(findings, "texts", read.error().tried, read.error().remedy);
  pass(findings, "texts",
       fmt::format("{} languages{}", config.locales.size(),
                   config.own_texts.empty()
                       ? std::string()
                       : ", with your own words from " + config.own_texts.string()));
}

// A light that stays dark and a jack that tells nothing are found by drivers, and late.
void look_at_panel(const Config& config, const Probes& probes, Findings& findings) {
  const auto look = [&](const char* what, const std::filesystem::path& device, const auto& probe) {
    if (device.empty() || !probe) return;
    const auto opened = probe(device);
    if (opened) return pass(findings, what, device.string() + " answers");
    fail(findings, what, opened.error().tried, opened.error().remedy);
  };
  look("backlight", config.backlight.device, probes.backlight);
  look("headset jack", config.speech.headset_jack, probes.headset_jack);
}

}  // namespace

const std::vector<NeededFont>& needed_fonts() {
  static const std::vector<NeededFont> fonts{
      {"/usr/share/fonts/opentype/inter/Inter-Regular.otf", "fonts-inter"},
      {"/usr/share/fonts/opentype/inter/Inter-SemiBold.otf", "fonts-inter"},
      {"/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf", "fonts-noto-core"},
      {"/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "fonts-noto-cjk"},
      {"/usr/share/fonts/truetype/material-design-icons-iconfont/MaterialIcons-Regular.ttf",
       "fonts-material-design-icons-iconfont"}};
  return fonts;
}

std::vector<Finding> examine(const Config& config, const Probes& probes) {
  Findings findings;
  look_at_hold(config, findings);
  if (probes.clock) {
    for (Finding& finding : examine_tariffs(config, probes.clock().now)) {
      findings.push_back(std::move(finding));
    }
  }
  look_at_journal(config, probes, findings);
  look_at_gateway(config, probes, findings);
  look_at_keys(config, probes, findings);
  for (Finding& finding : examine_terminal(config, probes)) findings.push_back(std::move(finding));
  for (Finding& finding : examine_checkout(config, probes)) findings.push_back(std::move(finding));
  if (auto both = examine_ways_to_pay_by_phone(config)) findings.push_back(std::move(*both));
  if (!config.terminal.used) {
    look_at_reader(config, probes, findings);
    look_at_approval(config, probes, findings);
    look_at_scheme_keys(config, probes, findings);
  }
  look_at_world(config, probes, findings);
  for (Finding& finding : examine_everest(config, probes)) findings.push_back(std::move(finding));
  for (Finding& finding : examine_modbus(config, probes)) findings.push_back(std::move(finding));
  look_at_texts(config, probes, findings);
  look_at_voice(config, probes, findings);
  look_at_panel(config, probes, findings);
  look_at_machine(probes, findings);
  return findings;
}

std::vector<Finding> examine_file(const std::filesystem::path& config_file, const Probes& probes) {
  Findings findings;
  const auto config = read_config(config_file);
  if (config) {
    pass(findings, "configuration", config_file.string() + " is right");
    for (Finding& finding : examine(*config, probes)) findings.push_back(std::move(finding));
    return findings;
  }
  for (const hal::Error& error : config.error())
    fail(findings, "configuration", error.tried, error.remedy);
  look_at_machine(probes, findings);
  return findings;
}

}  // namespace kerb::kiosk::doctor
