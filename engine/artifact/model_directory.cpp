#include "engine/artifact/model_directory.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <span>
#include <system_error>
#include <utility>
#include <vector>

#include "engine/artifact/files.hpp"
#include "moshaver/unfinished.hpp"

namespace moshaver {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view current_file_name = "current";
constexpr std::size_t max_manifest_bytes = 16 << 20;
constexpr std::string_view model_text_start = "{\n  \"format\": \"moshaver-model\"";  // how to_json begins

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

tl::unexpected<Error> io_failure(std::string_view doing, const fs::path& path, int error_number) {
  return tl::unexpected<Error>(system_error(ErrorCode::io_error, doing, path, error_number));
}

// Whether `dir` holds a model's two files and nothing else. The model may be of any version, or damaged.
bool holds_only_a_model(const fs::path& dir) {
  std::error_code error;
  for (fs::directory_iterator entry(dir, error), end; !error && entry != end; entry.increment(error)) {
    const fs::path name = entry->path().filename();
    if (name != manifest_file_name && name != tensors_file_name) return false;
    if (!entry->is_regular_file(error) || entry->is_symlink(error)) return false;
  }
  if (error) return false;
  const Result<std::string> json = read_file(dir / manifest_file_name, max_manifest_bytes);
  return json && json->starts_with(model_text_start);
}

// Removes only the files that we write. A directory that holds other files stays, and they with it.
void remove_model_files(const fs::path& dir) {
  ::unlink((dir / manifest_file_name).c_str());
  ::unlink((dir / tensors_file_name).c_str());
  ::rmdir(dir.c_str());
}

// A new directory beside the target. The destructor removes it with its model files, unless it was moved to the target.
class TemporaryDirectory {
 public:
  static Result<TemporaryDirectory> create(const fs::path& target) {
    const std::string base = target.string() + ".tmp-" + std::to_string(::getpid());
    for (int attempt = 0; attempt < 100; ++attempt) {  // a crashed process of the same id, or another thread
      const fs::path path = attempt == 0 ? base : base + "-" + std::to_string(attempt);
      if (::mkdir(path.c_str(), 0777) == 0) return TemporaryDirectory(path);
      if (errno != EEXIST) return io_failure("create", path, errno);
    }
    return io_failure("create", base, EEXIST);
  }
  TemporaryDirectory(TemporaryDirectory&& other) noexcept
      : path_(std::exchange(other.path_, fs::path())), unfinished_(std::move(other.unfinished_)) {}
  TemporaryDirectory& operator=(TemporaryDirectory&&) = delete;
  ~TemporaryDirectory() {
    if (!path_.empty()) remove_model_files(path_);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

  // The target is absent or an empty directory; the kernel refuses any other.
  Result<void> move_to(const fs::path& target) {
    if (::rename(path_.c_str(), target.c_str()) != 0) return io_failure("write", target, errno);
    path_.clear();
    return {};
  }

  // Swaps in one step, so that the target is the old model or the new one at any moment. A file system that cannot do
  // this leaves it absent for a moment. Afterwards this directory holds the old model, which the destructor removes.
  Result<void> swap_with(const fs::path& target) {
    if (::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, target.c_str(), RENAME_EXCHANGE) == 0) {
      if (!holds_only_a_model(path_)) path_.clear();  // another program put files there meanwhile: keep them
      return {};
    }
    if (errno != EINVAL && errno != ENOSYS) return io_failure("replace", target, errno);
    unfinished_.clear();  // an interruption between the two renames may leave the new model behind; no model is lost
    const fs::path old = path_.string() + "-old";
    if (::rename(target.c_str(), old.c_str()) != 0) return io_failure("replace", target, errno);
    if (::rename(path_.c_str(), target.c_str()) != 0) {
      const int number = errno;
      ::rename(old.c_str(), target.c_str());
      return io_failure("replace", target, number);
    }
    path_ = old;
    return {};
  }

 private:
  explicit TemporaryDirectory(fs::path path) : path_(std::move(path)) {
    for (const fs::path& made : {path_, path_ / manifest_file_name, path_ / tensors_file_name})
      unfinished_.emplace_back(made);
  }

  fs::path path_;
  std::vector<Unfinished> unfinished_;
};

enum class Existing { nothing, empty_directory, model };

// What is at `dir` now. Errors: already_exists, if it may not be replaced.
Result<Existing> check_target(const fs::path& dir, bool replace) {
  std::error_code error;
  const fs::file_status status = fs::symlink_status(dir, error);
  if (status.type() == fs::file_type::not_found) return Existing::nothing;
  if (error) return io_failure("write", dir, error.value());
  const auto refused = [&](const std::string& what) {
    return failure(ErrorCode::already_exists, dir.string() + ": " + what);
  };
  if (status.type() != fs::file_type::directory) return refused("exists and is not a directory");
  if (fs::is_empty(dir, error)) return Existing::empty_directory;
  if (error) return io_failure("read", dir, error.value());
  if (!holds_only_a_model(dir)) {
    return refused("holds files that do not belong to a model: choose another directory, or empty this one yourself");
  }
  if (!replace) return refused("holds a model already; use --replace to replace it");
  return Existing::model;
}

// The directory with links resolved and no slash at the end, so that a temporary name can be appended.
Result<fs::path> resolved(const fs::path& dir) {
  if (dir.empty()) return failure(ErrorCode::invalid_argument, "no directory given for the model");
  std::error_code error;
  fs::path path = fs::absolute(dir, error);
  if (!error) path = fs::weakly_canonical(path, error);
  if (error) return io_failure("write", dir, error.value());
  if (!path.has_filename()) path = path.parent_path();
  if (!path.has_filename()) return failure(ErrorCode::invalid_argument, dir.string() + ": cannot hold a model");
  return path;
}

void list_tensors(Manifest& manifest, const FileChecksum& tensors) {
  manifest.files = {{std::string(tensors_file_name), tensors.bytes, tensors.xxh3_128}};
}

// For messages only: "shop" of "shop/models".
std::string shop_of(const fs::path& models_dir) {
  const fs::path path = models_dir.has_filename() ? models_dir : models_dir.parent_path();
  return path.has_parent_path() ? path.parent_path().string() : ".";
}

}  // namespace

Result<std::string> model_id(Manifest manifest, const TensorWriter& tensors) {
  MOSHAVER_TRY(checksum, tensors.checksum());
  list_tensors(manifest, checksum);
  return content_id(std::move(manifest));
}

Result<void> check_place_for_model(const fs::path& dir, const WriteModelOptions& options) {
  MOSHAVER_TRY(target, resolved(dir));
  MOSHAVER_CHECK(check_target(target, options.replace));
  return {};
}

Result<Manifest> write_model_directory(const fs::path& dir, Manifest manifest, const TensorWriter& tensors,
                                       const WriteModelOptions& options) {
  MOSHAVER_TRY(target, resolved(dir));
  MOSHAVER_TRY(existing, check_target(target, options.replace));
  std::error_code error;
  fs::create_directories(target.parent_path(), error);
  if (error) return io_failure("create", target.parent_path(), error.value());

  MOSHAVER_TRY(temporary, TemporaryDirectory::create(target));
  MOSHAVER_TRY(checksum, tensors.write(temporary.path() / tensors_file_name));
  list_tensors(manifest, checksum);
  MOSHAVER_TRY(id, content_id(manifest));
  manifest.id = id;
  MOSHAVER_TRY(json, to_json(manifest));
  MOSHAVER_CHECK(write_file_atomically(temporary.path() / manifest_file_name, bytes_of(json)));

  MOSHAVER_CHECK(existing == Existing::model ? temporary.swap_with(target) : temporary.move_to(target));
  MOSHAVER_CHECK(sync_directory(target.parent_path()));
  return manifest;
}

Result<OpenedModel> open_model_directory(const fs::path& dir) {
  const fs::path manifest_path = dir / manifest_file_name;
  const fs::path tensors_path = dir / tensors_file_name;
  MOSHAVER_TRY(json, read_file(manifest_path, max_manifest_bytes));
  MOSHAVER_TRY(manifest, parse_manifest(json, manifest_path.string()));
  if (manifest.files.size() != 1 || manifest.files[0].name != tensors_file_name) {
    return failure(ErrorCode::bad_format, manifest_path.string() + ": field `files`: does not list just `" +
                                              std::string(tensors_file_name) + "`");
  }
  const ManifestFile& expected = manifest.files[0];
  MOSHAVER_TRY(file, MappedFile::open(tensors_path));
  const auto damaged = [&](const std::string& what) {
    return failure(ErrorCode::bad_format, tensors_path.string() + ": " + what +
                                              " (model.json, field `files[0]`): copy it again, or train again");
  };
  if (file.bytes().size() != expected.bytes) {
    return damaged(std::to_string(file.bytes().size()) + " bytes instead of " + std::to_string(expected.bytes));
  }
  if (checksum_hex(file.bytes()) != expected.xxh3_128) return damaged("altered: its checksum does not match");
  MOSHAVER_TRY(tensors, TensorFile::open(std::move(file)));
  return OpenedModel{std::move(manifest), std::move(tensors)};
}

Result<void> set_current(const fs::path& models_dir, std::string_view id) {
  if (!is_model_id(id) || id == current_file_name) {
    return failure(ErrorCode::invalid_argument, "`" + std::string(id) + "` is not a model id");
  }
  std::error_code error;
  if (!fs::is_regular_file(models_dir / id / manifest_file_name, error)) {
    return failure(ErrorCode::not_found, "no model `" + std::string(id) + "` in " + models_dir.string());
  }
  return write_file_atomically(models_dir / current_file_name, bytes_of(std::string(id) + "\n"));
}

Result<std::string> read_current(const fs::path& models_dir) {
  const fs::path path = models_dir / current_file_name;
  const std::string train = ": run moshaver train --shop " + shop_of(models_dir);
  Result<std::string> text = read_file(path, 256);
  if (!text && text.error().code == ErrorCode::not_found) return failure(ErrorCode::not_found, "no model yet" + train);
  if (!text) return text;
  const std::string id = text->substr(0, text->find('\n'));
  if (*text != id + "\n" || !is_model_id(id) || id == current_file_name) {
    return failure(ErrorCode::bad_format, path.string() + ": does not hold exactly one model id" + train);
  }
  std::error_code error;
  if (!fs::is_regular_file(models_dir / id / manifest_file_name, error)) {
    return failure(ErrorCode::not_found, path.string() + ": names model `" + id + "`, which does not exist" + train);
  }
  return id;
}

}  // namespace moshaver
