// Runs a check on every instruction set that was compiled in and that this machine has.
#pragma once

#include <hwy/highway.h>

#include <catch2/catch.hpp>
#include <cstdint>

namespace moshaver {

template <class Check>
void on_every_target(const Check& check) {
  const std::int64_t all = hwy::SupportedTargets() & HWY_TARGETS;
  for (std::int64_t left = all; left != 0; left &= left - 1) {
    const std::int64_t target = left & -left;
    hwy::GetChosenTarget().Update(target);
    INFO("instruction set " << hwy::TargetName(target));
    check();
  }
  hwy::GetChosenTarget().Update(all);
}

}  // namespace moshaver
