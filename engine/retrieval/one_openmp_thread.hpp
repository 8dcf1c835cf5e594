// Faiss builds with all the threads OpenMP would give, and then a graph depends on who came first.
#pragma once

#include <omp.h>

namespace moshaver {

// One thread for what this thread starts while it lives.
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
