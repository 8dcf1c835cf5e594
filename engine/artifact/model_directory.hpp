// A model on disk: DIR/model.json and DIR/tensors.safetensors, immutable, written atomically.
// In a shop, each `models/<id>/` is such a directory, and `models/current` holds the id of the one being served.
//
//   trust    opening checks everything: seal and fields of the manifest, size, checksum and structure of the tensors. A
//            truncated, altered, foreign or newer file is refused with a message that names file and field
//   writing  to `DIR.tmp-<pid>` beside the target, synced, then renamed: a crash or a full disk leaves the target as it
//            was
//   cost     opening reads the tensors once: 100 MB from the page cache in under 10 ms
//   threads  functions may run concurrently; an opened model is immutable: share it
//   tests    tests/artifact/model_directory_test.cpp
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "engine/artifact/manifest.hpp"
#include "engine/artifact/tensors.hpp"
#include "moshaver/result.hpp"

namespace moshaver {

inline constexpr std::string_view manifest_file_name = "model.json";
inline constexpr std::string_view tensors_file_name = "tensors.safetensors";

// The id that write_model_directory will give this model; `id` and `files` of the argument are ignored.
// Time: one pass over the tensors. Errors: invalid_argument.
[[nodiscard]] Result<std::string> model_id(Manifest, const TensorWriter&);

struct WriteModelOptions {
  bool replace = false;  // replace a model at the path; anything else there is never replaced
};

// Fills in `id` and `files` and returns the manifest as written. `dir` must not exist or must be empty, or, with
// `replace`, hold only a model; missing parent directories are made.
// Errors: invalid_argument (content), already_exists (`dir` holds something else), io_error.
[[nodiscard]] Result<Manifest> write_model_directory(const std::filesystem::path& dir, Manifest, const TensorWriter&,
                                                     const WriteModelOptions& = {});

// Checks that write_model_directory can write to `dir`. Call it before training. Errors: already_exists, io_error.
[[nodiscard]] Result<void> check_place_for_model(const std::filesystem::path& dir, const WriteModelOptions&);

struct OpenedModel {
  Manifest manifest;
  TensorFile tensors;
};

// Errors: not_found, io_error, bad_format, unsupported_version.
[[nodiscard]] Result<OpenedModel> open_model_directory(const std::filesystem::path& dir);

// Makes `id` the model being served, atomically. The model must exist (its manifest is not read).
// Errors: invalid_argument, not_found, io_error.
[[nodiscard]] Result<void> set_current(const std::filesystem::path& models_dir, std::string_view id);

// The id of the model being served. Errors: not_found (no model yet, or it was removed), bad_format, io_error.
[[nodiscard]] Result<std::string> read_current(const std::filesystem::path& models_dir);

}  // namespace moshaver
