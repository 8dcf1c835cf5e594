#include <cstdio>

#include "moshaver/doctor.hpp"
#include "tools/command.hpp"
#include "tools/number_text.hpp"
#include "tools/progress_bar.hpp"

namespace moshaver::tools {

namespace {

void describe(po::options_description& options) {
  options.add_options()("shop", po::value<std::string>()->value_name("DIR")->required(), "the shop");
}

Result<void> run(const po::variables_map& options) {
  const auto findings = examine_shop(string_of(options, "shop"), progress_to_stderr(has(options, "quiet")));
  end_progress();
  std::size_t problems = 0;
  for (const Finding& finding : findings) {
    const char* mark = finding.health == Health::good     ? "ok      "
                       : finding.health == Health::advice ? "advice  "
                                                          : "PROBLEM ";
    std::printf("%s%s: %s\n", mark, finding.what.c_str(), finding.detail.c_str());
    if (!finding.remedy.empty()) std::printf("        → %s\n", finding.remedy.c_str());
    problems += finding.health == Health::problem;
  }
  if (problems == 0) return {};
  std::fflush(stdout);
  return failure(ErrorCode::bad_format, with_thousands(problems) + (problems == 1 ? " problem" : " problems") +
                                            " found; see above what to do");
}

}  // namespace

const Command doctor_command{"doctor",
                             "check a shop and say what to do",
                             "--shop DIR",
                             "Checks files and checksums, the snapshot against the log, and the model against the "
                             "data. Changes nothing. The exit code is 1 "
                             "if there is a problem.\n\n"
                             "Example:\n  moshaver doctor --shop my-shop\n",
                             describe,
                             run};

}  // namespace moshaver::tools
