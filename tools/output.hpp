// Answers as a table, as TSV or as JSON, to stdout or a file.
//
//   tsv    customer_id  rank  product_id  score: tab-separated, one header line, scores that read back the same
//   json   one object for one customer, one object a line for many
#pragma once

#include <boost/program_options.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "moshaver/recommender.hpp"

namespace moshaver::tools {

enum class Format { table, json, tsv };

// Adds --format and --out.
void describe_output(boost::program_options::options_description&);

// Where results go. A file appears whole or not at all: it is written beside its place and renamed by close().
class Output {
 public:
  // Errors: invalid_argument (format), io_error.
  [[nodiscard]] static Result<Output> open(const boost::program_options::variables_map&);
  Output(Output&&) = default;
  Output& operator=(Output&&) = delete;
  ~Output();

  void write(std::string_view text);
  // Errors: io_error: not all of it could be written.
  [[nodiscard]] Result<void> close();
  [[nodiscard]] bool failed() const { return std::ferror(file_.get()) != 0; }
  [[nodiscard]] Format format() const { return format_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const {
      if (file != stdout) std::fclose(file);
    }
  };
  Output(std::FILE* file, std::string path, Format format) : file_(file), path_(std::move(path)), format_(format) {}
  std::unique_ptr<std::FILE, Close> file_;
  std::string path_;  // empty: stdout, or closed
  Format format_;
};

// Prints recommendations one after another.
class RecommendationPrinter {
 public:
  RecommendationPrinter(Output& output, const ModelDescription& model, bool many);
  void print(const Recommendation&);

 private:
  Output& output_;
  const ModelDescription& model_;
  bool many_;
};

void print_similar(Output&, const std::string& product_id, const std::vector<RecommendedItem>&);
void print_explanation(Output&, const std::string& customer_id, const Explanation&);

// "score 0.0213: 62% you bought X; its buyers also buy this", one indented line a reason.
[[nodiscard]] std::string reason_lines(const RecommendedItem&);

}  // namespace moshaver::tools
