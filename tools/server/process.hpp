// Priority and memory of the server's own process.
#pragma once

namespace moshaver::tools {

// Lowers the priority (nice 10) of the calling thread, and of threads that it starts.
void lower_priority();
// Returns freed memory that the allocator keeps to the system. Takes some milliseconds.
void give_memory_back();

}  // namespace moshaver::tools
