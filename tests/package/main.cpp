// A shop embedded in another program: import, train, open, record, advise. A starting point for other projects.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "moshaver/advisor.hpp"
#include "moshaver/import.hpp"
#include "moshaver/train.hpp"

namespace {

// Every customer buys tea and sugar, so a customer with only tea gets sugar.
void write_events(const std::filesystem::path& file) {
  std::ofstream events(file);
  events << "customer_id,product_id,timestamp\n";
  for (int customer = 0; customer < 20; ++customer) {
    const auto day = 1'700'000'000 + customer * 86'400;
    events << 'c' << customer << ",tea," << day << '\n' << 'c' << customer << ",sugar," << day + 60 << '\n';
    if (customer % 4 == 0) events << 'c' << customer << ",kettle," << day + 120 << '\n';
  }
}

moshaver::Result<void> run(const std::filesystem::path& directory) {
  using namespace moshaver;
  write_events(directory / "events.csv");
  ImportOptions import;
  import.shop = directory / "shop";
  import.events = {directory / "events.csv"};
  MOSHAVER_TRY(imported, import_files(import));
  TrainOptions training;
  training.source.shop = directory / "shop";
  training.recipe = "item-item";
  MOSHAVER_TRY(trained, train(training));

  MOSHAVER_TRY(advisor, Advisor::open(directory / "shop"));
  Event event;
  event.customer_id = "guest";
  event.product_id = "tea";
  MOSHAVER_TRY(results, advisor.record(std::span(&event, 1)));
  AdviceRequest request;
  request.customer_id = "guest";
  request.count = 1;
  MOSHAVER_TRY(advice, advisor.advise(request));
  if (results[0].status != EventStatus::stored || advice.items.size() != 1) {
    return failure(ErrorCode::no_data, "the event did not change the answer");
  }
  std::printf("%llu events, model %s: for a guest who bought tea, %s\n", static_cast<unsigned long long>(imported.kept),
              trained.recipe.c_str(), advice.items[0].product_id.c_str());
  return {};
}

}  // namespace

int main() {
  const std::filesystem::path directory = std::filesystem::current_path() / "corner-shop";
  std::filesystem::remove_all(directory);
  std::filesystem::create_directories(directory);
  const auto done = run(directory);
  if (!done) std::fprintf(stderr, "%s\n", done.error().message.c_str());
  std::filesystem::remove_all(directory);
  return done ? 0 : 1;
}
