// What drivers report as broken, and receipts that they take along: written down at once, and sent
// until somebody has it.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "kiosk/station/steps.hpp"

namespace kerb::kiosk::steps {
namespace {

constexpr hal::Seconds kFirstPause{10};
constexpr hal::Seconds kLongestPause{600};

// Seven letters that are unique for a second and can be said on the telephone.
std::string report_number(hal::Utc at) {
  constexpr std::string_view kLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  auto seconds = std::chrono::duration_cast<hal::Seconds>(at.time_since_epoch()).count();
  std::string number(7, 'A');
  for (auto letter = number.rbegin(); letter != number.rend(); ++letter) {
    *letter = kLetters[static_cast<std::size_t>(seconds % 32)];
    seconds /= 32;
  }
  return number;
}

// The journal keeps a report as it keeps a session, by 32 digits.
std::string matter_of(const FiledReport& report) {
  if (report.receipt) return report.number;
  std::string digits;
  for (const char letter : report.number)
    digits += fmt::format("{:02x}", static_cast<unsigned>(letter));
  digits.resize(32, '0');
  return digits;
}

constexpr std::array<std::string_view, 7> kReportWords{
    "connector", "cable", "screen", "card_reader", "price", "blocked_bay", "other"};

std::string content(Progress& step, const ReportModel& report) {
  const Session* on = session_on_screen(step.station);
  const StationSettings& settings = *step.station.settings;
  nlohmann::json body{{"report", report.number},
                      {"station", settings.site.evse_code},
                      {"fault", kReportWords.at(static_cast<std::size_t>(*report.fault))},
                      {"screen", screen_name(screen_model(step.station, step.now))},
                      {"reader_ready", step.station.reader_ready},
                      {"charger_reachable", step.station.link_up},
                      {"bays", nlohmann::json::array()}};
  if (const auto evse = evse_on_screen(step.station)) body["evse"] = *evse;
  if (on != nullptr) body["session"] = session_code(on->saga.terms.session);
  for (const Bay& bay : step.station.bays) {
    body["bays"].push_back({{"evse", bay.evse.id},
                            {"state", static_cast<int>(bay.state)},
                            {"fault", static_cast<int>(bay.fault)}});
  }
  return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void send(Progress& step, FiledReport& report) {
  report.next_try.reset();
  const StationSettings& settings = *step.station.settings;
  const bool taken = report.receipt ? !settings.receipt_page.empty() : settings.reports_leave;
  if (taken) step.effect(SendReport{report.number, report.body, report.receipt});
}

}  // namespace

void file(Progress& step, FiledReport report) {
  const char* kind = report.receipt ? "report.receipt_filed" : "report.filed";
  step.commit({matter_of(report), kind, report.body, true});
  send(step, report);
  step.station.reports.push_back(std::move(report));
}

void file_report(Progress& step, ReportedFault fault) {
  auto* shown = std::get_if<ReportModel>(&step.station.overlay);
  if (shown == nullptr || shown->delivery != ReportModel::Delivery::choosing) return;
  shown->fault = fault;
  shown->number = report_number(step.now.utc);
  FiledReport report{.number = shown->number, .body = content(step, *shown)};
  shown->delivery = ReportModel::Delivery::waiting;
  file(step, std::move(report));
}

void on_report(Progress& step, const ReportAnswered& it) {
  std::vector<FiledReport>& reports = step.station.reports;
  const auto found = std::find_if(reports.begin(), reports.end(), [&](const FiledReport& report) {
    return report.number == it.number;
  });
  if (found == reports.end()) return step.remark("no such report waits");
  if (!it.delivered) {
    const hal::Seconds pause = kFirstPause * (1 << std::min(found->attempts, 6));
    ++found->attempts;
    found->next_try = step.now.monotonic + std::min(pause, kLongestPause);
    return step.remark((found->receipt ? "a receipt" : "report " + it.number) +
                       " waits: " + it.why_not);
  }
  const char* kind = found->receipt ? "report.receipt_sent" : "report.sent";
  step.commit({matter_of(*found), kind, found->body, false});
  if (found->receipt) receipt_arrived(step.station, found->number);
  reports.erase(found);
  auto* shown = std::get_if<ReportModel>(&step.station.overlay);
  if (shown != nullptr && shown->number == it.number) {
    shown->delivery = ReportModel::Delivery::sent;
  }
}

void wake_reports(Progress& step) {
  for (FiledReport& report : step.station.reports) {
    if (report.next_try && *report.next_try <= step.now.monotonic) send(step, report);
  }
}

void restore_reports(Progress& step, const std::vector<FiledReport>& filed) {
  step.station.reports = filed;
  for (FiledReport& report : step.station.reports) send(step, report);
}

}  // namespace kerb::kiosk::steps
