// A tap told to a person or a program: what was sent, what came back, how long each exchange took,
// and how it ended. For `kerb card` and for the log of a technician. Nothing in it is more than PCI
// DSS 3.4.1 allows: the first six and last four digits of a card number, and no track at all.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "payment/emv/transaction.hpp"

namespace kerb::payment::emv {

// Collects steps while the tap runs. The caller measures: it knows its clock.
//
//   CardReport report;
//   auto outcome = run(terminal, transaction, transceive,
//                      [&](const Step& step) { report.add(step, elapsed_since_last()); });
//   report.finish(outcome);
class CardReport {
 public:
  void add(Step step, std::chrono::microseconds elapsed);
  // What the driver was to see, between two steps.
  void show(const UiRequest& request);
  void finish(const TapOutcome& outcome);

  // Lines for a terminal, UTF-8, each ending in a newline.
  std::string text() const;
  // One JSON object: {"steps":[…],"outcome":{…}}. Field names are stable; times are whole
  // microseconds.
  std::string json() const;

 private:
  struct Timed {
    Step step;
    std::chrono::microseconds elapsed{0};
    std::vector<UiRequest> shown;  // after it
  };
  struct Ending {
    std::string kind;
    std::string cause;
    OutcomeParameters parameters;
    std::optional<UiRequest> ui_on_outcome;
    std::optional<UiRequest> ui_on_restart;
    ErrorIndication error;
    std::string scheme;  // the rest is empty unless the bank would be asked
    std::string label;
    std::string last_four;
    bool device_verified = false;
    std::vector<ShownObject> acquirer_tags;
  };
  std::vector<Timed> steps_;
  Ending ending_;
};

}  // namespace kerb::payment::emv
