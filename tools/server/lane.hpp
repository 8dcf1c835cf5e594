// Where a request is answered, so that none holds up others that take less.
#pragma once

namespace moshaver::tools {

enum class Lane {
  here,        // microseconds: the thread that read it
  disk,        // waits for the disk
  background,  // seconds of work: one at a time, at low priority
};

}  // namespace moshaver::tools
