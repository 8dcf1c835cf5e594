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

// A file that appears whole or not at all: it is written beside its place and renamed by close(). What is there and is
// no plain file (a pipe, a device) is written to as it is; "-" and no path are standard output.
class ResultFile {
 public:
  // `option` is named in errors. Errors: io_error.
  [[nodiscard]] static Result<ResultFile> open(const std::string& path, std::string_view option);
  ResultFile(ResultFile&&) = default;
  ResultFile& operator=(ResultFile&&) = delete;
  ~ResultFile();

  void write(std::string_view text);
  // Errors: io_error: not all of it could be written.
  [[nodiscard]] Result<void> close();
  [[nodiscard]] bool failed() const { return error_ != 0; }
  [[nodiscard]] bool is_stdout() const { return file_.get() == stdout; }

 private:
  struct Close {
    void operator()(std::FILE* file) const {
      if (file != stdout) std::fclose(file);
    }
  };
  ResultFile(std::FILE* file, std::string path, std::string part, std::string_view option)
      : file_(file), path_(std::move(path)), part_(std::move(part)), option_(option) {}
  [[nodiscard]] Error cannot_write(int error) const;

  std::unique_ptr<std::FILE, Close> file_;
  std::string path_;
  std::string part_;  // what close() renames; empty: nothing
  std::string option_;
  int error_ = 0;  // errno of the first failure
};

// Where answers go, and in which format.
class Output {
 public:
  // Errors: invalid_argument (format), io_error.
  [[nodiscard]] static Result<Output> open(const boost::program_options::variables_map&);

  void write(std::string_view text) { file_.write(text); }
  [[nodiscard]] Result<void> close() { return file_.close(); }
  [[nodiscard]] bool failed() const { return file_.failed(); }
  [[nodiscard]] Format format() const { return format_; }
  // Of the terminal that is written to; 0: none.
  [[nodiscard]] std::size_t columns() const;

 private:
  Output(ResultFile file, Format format) : file_(std::move(file)), format_(format) {}
  ResultFile file_;
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

// `heading` says how they relate: "Most like ". The same fields whatever it says.
void print_similar(Output&, std::string_view heading, const std::string& product_id,
                   const std::vector<RecommendedItem>&);
void print_explanation(Output&, const std::string& customer_id, const Explanation&);

// " 62%  you bought X; its buyers also buy this": an indented line a reason, wrapped to the terminal's width (0: not).
[[nodiscard]] std::string reason_lines(const RecommendedItem&, std::size_t columns);
// Rank, product, title and score, cut to the terminal's width (0: not).
[[nodiscard]] std::string item_table(const std::vector<RecommendedItem>&, std::size_t columns);

}  // namespace moshaver::tools
