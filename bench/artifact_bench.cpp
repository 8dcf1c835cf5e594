// Opens a model of 100 MB whose files are in the page cache, as after training or a restart. Baseline: a plain read of
// the same file.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/artifact/model_directory.hpp"

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t dim = 64;

std::vector<float> factors_of(std::uint64_t rows) {
  std::vector<float> factors(rows * dim);
  std::uint32_t bits = 1;
  for (float& value : factors) value = static_cast<float>((bits = bits * 1664525 + 1013904223) >> 8) * 0x1p-24F;
  return factors;
}

// A model of `rows` factors on disk; the destructor removes it.
class DiskModel {
 public:
  explicit DiskModel(std::uint64_t rows) : factors_(factors_of(rows)) {
    tensors_.add("item_factors", {rows, dim}, factors_);
    manifest_.recipe = "bench";
    write();
  }
  DiskModel(const DiskModel&) = delete;
  DiskModel& operator=(const DiskModel&) = delete;
  ~DiskModel() { fs::remove_all(dir_); }

  bool write() const {
    return moshaver::write_model_directory(dir_, manifest_, tensors_, {.replace = true}).has_value();
  }
  [[nodiscard]] const fs::path& dir() const { return dir_; }
  [[nodiscard]] const moshaver::TensorWriter& tensors() const { return tensors_; }

 private:
  fs::path dir_ = fs::temp_directory_path() / ("moshaver_artifact_bench_" + std::to_string(::getpid()));
  std::vector<float> factors_;
  moshaver::TensorWriter tensors_;
  moshaver::Manifest manifest_;
};

void count_bytes(benchmark::State& state) {
  state.SetBytesProcessed(state.iterations() * state.range(0) * static_cast<std::int64_t>(dim * sizeof(float)));
}

// Sketch: 102 MB hashed at some 10 GB/s of memory, 10 ms; 25,000 pages mapped 16 at a fault, 1,600 faults of 1 us,
// 2 ms; the manifest, 20 us.
void open_model(benchmark::State& state) {
  const DiskModel model(static_cast<std::uint64_t>(state.range(0)));
  for (auto _ : state) {
    const auto opened = moshaver::open_model_directory(model.dir());
    if (!opened) return state.SkipWithError(opened.error().message.c_str());
    benchmark::DoNotOptimize(opened->tensors.tensors().data());
  }
  count_bytes(state);
}
BENCHMARK(open_model)->ArgName("rows")->Arg(1'000)->Arg(400'000)->Unit(benchmark::kMillisecond);

// Baseline: copies the file into memory and checks nothing.
void read_tensors_unchecked(benchmark::State& state) {
  const DiskModel model(static_cast<std::uint64_t>(state.range(0)));
  for (auto _ : state) {
    const auto text = moshaver::read_file(model.dir() / moshaver::tensors_file_name, std::size_t{1} << 30);
    if (!text) return state.SkipWithError(text.error().message.c_str());
    benchmark::DoNotOptimize(text->data());
  }
  count_bytes(state);
}
BENCHMARK(read_tensors_unchecked)->ArgName("rows")->Arg(400'000)->Unit(benchmark::kMillisecond);

// Sketch: one pass for NaN and one for the hash, each at the speed of memory: 20 ms.
void check_and_checksum_tensors(benchmark::State& state) {
  const DiskModel model(static_cast<std::uint64_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(model.tensors().checksum());
  count_bytes(state);
}
BENCHMARK(check_and_checksum_tensors)->ArgName("rows")->Arg(400'000)->Unit(benchmark::kMillisecond);

// Sketch: the two passes and a copy into the page cache are small beside the disk's fsync.
void write_model(benchmark::State& state) {
  const DiskModel model(static_cast<std::uint64_t>(state.range(0)));
  for (auto _ : state) {
    if (!model.write()) return state.SkipWithError("cannot write the model");
  }
  count_bytes(state);
}
BENCHMARK(write_model)->ArgName("rows")->Arg(400'000)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
