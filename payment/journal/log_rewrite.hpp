// The write-ahead log, made as durable as it looks.
//
// After a sync that failed, the kernel shows the log's last entries to whoever reads it and may
// never have put them on the disk; a later sync of the same file then succeeds and says nothing.
// A checkpoint from such a log is not atomic: when the power fails in the middle of it, some pages
// of an entry are in the database and the log that would complete them is gone. So, before the
// first checkpoint of an opening, all of the log is written once more and synced.
//
// Writing over sectors that hold acknowledged entries is itself a risk when the power fails. A
// sealed copy beside the journal carries them through that.
#pragma once

#include <string_view>

#include "payment/journal/sqlite.hpp"

namespace kerb::payment {

// Completes a rewriting that a power cut interrupted. To be called before the connection reads
// anything: until then the log may be spoilt. journal.locked: another process has the journal;
// journal.io: the disk refused.
hal::Result<void> complete_log_rewrite(sqlite::Connection& connection);

// To be called when the connection holds its lock and has read the log, and before anything is
// checkpointed. journal.io: the disk refused, or has no room for a copy of the log; then nothing
// may be done with the journal but opening it again.
hal::Result<void> rewrite_log(sqlite::Connection& connection);

// What is added to the journal's name for the copy.
constexpr std::string_view kLogCopySuffix = "-walcopy";

// The copy's octets: the log and a seal that an incomplete or damaged copy does not bear.
hal::Bytes sealed(hal::ByteView log);

}  // namespace kerb::payment
