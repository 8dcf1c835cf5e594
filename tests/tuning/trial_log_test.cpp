// The state file of tune: what is read back, what is skipped, and what is refused and not changed.
#include "models/tuning/trial_log.hpp"

#include <catch2/catch.hpp>

#include "models/tuning/trial_text.hpp"
#include "tests/artifact/scratch.hpp"

using namespace moshaver;
using namespace moshaver::testing;
using Catch::Contains;

namespace {

TrialSubject subject() { return {"ials", "0123abc", 7, true, {{"dim", 64}}}; }

TrialResult result(std::size_t number, double share) {
  TrialResult result;
  result.number = number;
  result.share = share;
  result.settings.insert({"regularization", 0.1 + static_cast<double>(number) / 3});
  result.choosing = {1.0 / 7, 321, std::vector<double>(BootstrapSettings{}.resamples, 1.0 / 3)};
  if (share == 1) result.confirming = ResampledColumn{0.25, 300, std::vector<double>(1000, 0.125)};
  result.seconds = 1.5;
  return result;
}

// The content of a log of two trials.
std::string two_trials(const Scratch& scratch) {
  {
    auto log = TrialLog::open(scratch / "state", subject(), false);
    REQUIRE(log);
    REQUIRE(log->append(result(0, 1.0 / 3)));
    REQUIRE(log->append(result(4, 1)));
  }
  return bytes_of(scratch / "state");
}

Error open_error(const Scratch& scratch, const TrialSubject& wanted, bool restart = false) {
  const std::string before = bytes_of(scratch / "state");
  const auto log = TrialLog::open(scratch / "state", wanted, restart);
  REQUIRE_FALSE(log);
  CHECK(bytes_of(scratch / "state") == before);
  CHECK(log.error().message.find('\n') == std::string::npos);
  CHECK_THAT(log.error().message, Contains("state"));
  return log.error();
}

}  // namespace

TEST_CASE("results of trials read back from the state file to the last bit") {
  const Scratch scratch;
  two_trials(scratch);
  const auto log = TrialLog::open(scratch / "state", subject(), false);
  REQUIRE(log);
  CHECK(log->notice().empty());
  for (const TrialResult& kept : {result(0, 1.0 / 3), result(4, 1)}) {
    const TrialResult* found = log->find(kept.number, kept.share);
    REQUIRE(found != nullptr);
    CHECK(found->settings == kept.settings);
    CHECK(found->choosing.mean == kept.choosing.mean);
    CHECK(found->choosing.customers == kept.choosing.customers);
    CHECK(found->choosing.sample_means == kept.choosing.sample_means);
    CHECK(found->confirming.has_value() == kept.confirming.has_value());
    CHECK(found->seconds == kept.seconds);
  }
  CHECK(log->find(0, 1) == nullptr);
  CHECK(log->find(1, 1) == nullptr);
}

TEST_CASE("a state file cut short at any byte is used up to its last complete line") {
  const Scratch scratch;
  const std::string whole = two_trials(scratch);
  const std::size_t first = whole.find('\n') + 1, second = whole.find('\n', first) + 1;
  for (std::size_t length = 0; length < whole.size(); length += length + 1 == first || length + 1 == second ? 1 : 97) {
    put_bytes(scratch / "state", whole.substr(0, length));
    CAPTURE(length);
    {
      auto log = TrialLog::open(scratch / "state", subject(), false);
      REQUIRE(log);
      CHECK((log->find(0, 1.0 / 3) != nullptr) == (length >= second));
      CHECK(log->find(4, 1) == nullptr);
      CHECK(log->notice().empty() == (length <= first || length == second));
      REQUIRE(log->append(result(4, 1)));
    }
    const auto again = TrialLog::open(scratch / "state", subject(), false);
    REQUIRE(again);
    CHECK(again->find(4, 1) != nullptr);
    CHECK(again->notice().empty());
  }
}

TEST_CASE("a state file of other data, another recipe, seed or settings is refused, and not changed") {
  const Scratch scratch;
  two_trials(scratch);
  TrialSubject other = subject();
  other.fingerprint = "fff";
  CHECK_THAT(open_error(scratch, other).message, Contains("other data") && Contains("--restart"));
  other = subject();
  other.recipe = "repeat";
  CHECK_THAT(open_error(scratch, other).message, Contains("recipe ials"));
  other = subject();
  other.seed = 8;
  CHECK_THAT(open_error(scratch, other).message, Contains("seed 7"));
  other = subject();
  other.include_purchased = false;
  CHECK_THAT(open_error(scratch, other).message, Contains("with --include-purchased"));
  other = subject();
  other.given = {};
  CHECK_THAT(open_error(scratch, other).message, Contains("other settings"));
  CHECK(open_error(scratch, other).code == ErrorCode::already_exists);
}

TEST_CASE("a file that is not a state file is refused even with --restart, and a damaged line is named") {
  const Scratch scratch;
  put_bytes(scratch / "state", "my diary\n");
  CHECK(open_error(scratch, subject()).code == ErrorCode::bad_format);
  CHECK(open_error(scratch, subject(), true).code == ErrorCode::bad_format);
  std::string text = two_trials(Scratch());
  text.insert(text.find('\n') + 5, "}}");
  put_bytes(scratch / "state", text);
  const Error damaged = open_error(scratch, subject());
  CHECK(damaged.code == ErrorCode::bad_format);
  CHECK_THAT(damaged.message, Contains("state:2:"));
}

TEST_CASE("a restart begins a new state file, whatever the old one was for") {
  const Scratch scratch;
  two_trials(scratch);
  TrialSubject other = subject();
  other.seed = 8;
  {
    const auto log = TrialLog::open(scratch / "state", other, true);
    REQUIRE(log);
    CHECK(log->find(4, 1) == nullptr);
  }
  CHECK(bytes_of(scratch / "state") == subject_line(other));
}

TEST_CASE("a state file is used by one run at a time, and a path that cannot be written is named") {
  const Scratch scratch;
  const auto first = TrialLog::open(scratch / "state", subject(), false);
  REQUIRE(first);
  const auto second = TrialLog::open(scratch / "state", subject(), false);
  REQUIRE_FALSE(second);
  CHECK_THAT(second.error().message, Contains("another moshaver tune"));
  const auto nowhere = TrialLog::open(scratch / "no/state", subject(), false);
  REQUIRE_FALSE(nowhere);
  CHECK(nowhere.error().code == ErrorCode::io_error);
  CHECK_THAT(nowhere.error().message, Contains("no/state"));
}
