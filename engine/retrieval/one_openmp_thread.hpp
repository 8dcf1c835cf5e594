// Makes Faiss build on one thread. With several, the graph depends on their timing.
#pragma once

#include <omp.h>

namespace moshaver {

// While it lives, OpenMP regions that this thread starts have one thread.
class OneOpenMpThread {
 public:
  OneOpenMpThread() : before_(omp_get_max_threads()) { omp_set_num_threads(1); }
  ~OneOpenMpThread() { omp_set_num_threads(before_); }
  OneOpenMpThread(const OneOpenMpThread&) = delete;
  OneOpenMpThread& operator=(const OneOpenMpThread&) = delete;

 private:
  int before_;
};

}  // namespace moshaver
