#include "engine/model/reliability.hpp"

#include <cmath>

namespace moshaver {

std::size_t Reliability::answers() const {
  std::size_t sum = 0;
  for (const ReliabilityBin& bin : bins) sum += bin.answers;
  return sum;
}

double Reliability::error() const {
  double sum = 0;
  for (const ReliabilityBin& bin : bins) {
    sum += static_cast<double>(bin.answers) * std::abs(bin.confidence - bin.bought);
  }
  return bins.empty() ? 0 : sum / static_cast<double>(answers());
}

}  // namespace moshaver
