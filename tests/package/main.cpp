// A shop inside of another program: import, train, open, advise, record. What other projects begin from.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "moshaver/advisor.hpp"
#include "moshaver/import.hpp"
#include "moshaver/train.hpp"

namespace {

// Everybody buys tea and sugar; who has tea alone lacks sugar.
void write_events(const std::filesystem::path& file) {
  std::ofstream events(file);
  events << "customer_id,product_id,timestamp\n";
  for (int customer = 0; customer < 20; ++customer) {
    const auto day = 1'700'000'000 + customer * 86'400;
    events << 'c' << customer << ",tea," << day << '\n' << 'c' << customer << ",sugar," << day + 60 << '\n';
    if (customer % 4 == 0) events << 'c' << customer << ",kettle," << day + 120 << '\n';
  }
}

moshaver::Result<void> run(const std::filesystem::path& place) {
  using namespace moshaver;
  write_events(place / "events.csv");
  ImportOptions import;
  import.shop = place / "shop";
  import.events = {place / "events.csv"};
  MOSHAVER_TRY(imported, import_files(import));
  TrainOptions training;
  training.source.shop = place / "shop";
  training.recipe = "item-item";
  MOSHAVER_TRY(trained, train(training));

  MOSHAVER_TRY(advisor, Advisor::open(place / "shop"));
  Event event;
  event.customer_id = "guest";
  event.product_id = "tea";
  MOSHAVER_TRY(results, advisor.record(std::span(&event, 1)));
  AdviceRequest request;
  request.customer_id = "guest";
  request.count = 1;
  MOSHAVER_TRY(advice, advisor.advise(request));
  if (results[0].status != EventStatus::stored || advice.items.size() != 1) {
    return failure(ErrorCode::no_data, "the event was not heard");
  }
  std::printf("%llu events, model %s: for a guest who bought tea, %s\n", static_cast<unsigned long long>(imported.kept),
              trained.recipe.c_str(), advice.items[0].product_id.c_str());
  return {};
}

}  // namespace

int main() {
  const std::filesystem::path place = std::filesystem::current_path() / "corner-shop";
  std::filesystem::remove_all(place);
  std::filesystem::create_directories(place);
  const auto done = run(place);
  if (!done) std::fprintf(stderr, "%s\n", done.error().message.c_str());
  std::filesystem::remove_all(place);
  return done ? 0 : 1;
}
