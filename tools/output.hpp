// Where a command's results go: to standard output, or to a file that appears whole or not at all.
#pragma once

#include <boost/program_options.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "moshaver/result.hpp"
#include "moshaver/unfinished.hpp"

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
  std::string part_;       // what close() renames; empty: nothing
  Unfinished unfinished_;  // part_, once it is open
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

}  // namespace moshaver::tools
