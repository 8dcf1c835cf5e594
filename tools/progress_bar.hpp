// Progress on standard error: on a terminal a bar with the rate and the time left, elsewhere a line for every stage that
// takes a second or more.
//
//   threads   one at a time
//   test      tests/tools/terminal_test.cpp
#pragma once

#include "moshaver/progress.hpp"

namespace moshaver::tools {

// `quiet`: shows nothing.
[[nodiscard]] ProgressSink progress_to_stderr(bool quiet);
// Clears the bar before something else is printed. Does nothing without a bar.
void end_progress();

}  // namespace moshaver::tools
