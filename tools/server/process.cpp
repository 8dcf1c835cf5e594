#include "tools/server/process.hpp"

#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

namespace moshaver::tools {

void lower_priority() { setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), 10); }

void give_memory_back() { malloc_trim(0); }

}  // namespace moshaver::tools
