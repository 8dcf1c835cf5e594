#include "tools/output.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "tools/command.hpp"
#include "tools/terminal.hpp"

namespace moshaver::tools {

void describe_output(po::options_description& options) {
  options.add_options()("format", po::value<std::string>()->value_name("table|json|tsv")->default_value("table"),
                        "for people, or for programs")("out", po::value<std::string>()->value_name("FILE"),
                                                       "write there, not to standard output");
}

Result<Output> Output::open(const po::variables_map& options) {
  const std::string format = string_of(options, "format");
  const std::pair<const char*, Format> formats[] = {
      {"table", Format::table}, {"json", Format::json}, {"tsv", Format::tsv}};
  for (const auto& [name, value] : formats) {
    if (format != name) continue;
    MOSHAVER_TRY(file, ResultFile::open(string_of(options, "out"), "--out"));
    return Output(std::move(file), value);
  }
  return failure(ErrorCode::invalid_argument, "--format is table, json or tsv, not \"" + format + "\"");
}

std::size_t Output::columns() const { return file_.is_stdout() ? terminal_columns(STDOUT_FILENO) : 0; }

Result<ResultFile> ResultFile::open(const std::string& path, std::string_view option) {
  if (path.empty() || path == "-") return ResultFile(stdout, "", "", option);
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  const bool as_it_is = std::filesystem::is_other(status) || std::filesystem::is_character_file(status) ||
                        std::filesystem::is_block_file(status) || std::filesystem::is_fifo(status) ||
                        std::filesystem::is_socket(status);
  // A link stays a link: what it points to is replaced.
  const std::string place =
      std::filesystem::is_symlink(path, error) ? std::filesystem::weakly_canonical(path, error).string() : path;
  ResultFile file(nullptr, place, as_it_is ? "" : place + ".part", option);
  if (std::filesystem::is_directory(status)) return tl::unexpected(file.cannot_write(EISDIR));
  file.file_.reset(std::fopen(as_it_is ? place.c_str() : file.part_.c_str(), "w"));
  if (file.file_ == nullptr) {
    const Error refused = file.cannot_write(errno);
    file.part_.clear();  // not ours
    return tl::unexpected(refused);
  }
  if (!as_it_is) file.unfinished_ = Unfinished(file.part_);
  return file;
}

ResultFile::~ResultFile() {
  if (file_ == nullptr || part_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove(part_, ignored);
}

Error ResultFile::cannot_write(int error) const {
  const std::string why = std::string(" (") + std::strerror(error) + ")";
  if (path_.empty()) return {ErrorCode::io_error, "cannot write to standard output" + why};
  return {ErrorCode::io_error, "cannot write " + path_ + why + "; make room for it or name another " + option_};
}

void ResultFile::write(std::string_view text) {
  if (!failed() && std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size()) error_ = errno;
}

Result<void> ResultFile::close() {
  if (!failed() && std::fflush(file_.get()) != 0) error_ = errno;
  if (is_stdout()) {
    if (failed()) return tl::unexpected(cannot_write(error_));
    return {};
  }
  if (std::fclose(file_.release()) != 0 && !failed()) error_ = errno;
  std::error_code error;
  if (!failed() && !part_.empty()) {
    std::filesystem::rename(part_, path_, error);
    error_ = error.value();
  }
  if (!failed()) return {};
  if (!part_.empty()) std::filesystem::remove(part_, error);
  return tl::unexpected(cannot_write(error_));
}

}  // namespace moshaver::tools
