// What the server asks of the system for itself.
#pragma once

namespace moshaver::tools {

// For the thread that calls it, and those that it starts: others come first.
void lower_priority();
// What the allocator keeps of memory that was freed goes back to the system. Some milliseconds.
void give_memory_back();

}  // namespace moshaver::tools
