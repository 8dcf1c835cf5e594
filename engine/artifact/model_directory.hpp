// A model on disk: DIR/model.json and DIR/tensors.safetensors, immutable, written as a whole or not at all.
// In a shop, `models/<id>/` are such directories and `models/current` names the one being served.
//
//   trust    opening checks everything: seal and fields of the manifest, size and checksum of the tensors, their
//            structure. What is truncated, altered, foreign or newer is refused, naming file and field
//   writing  beside the target (`DIR.tmp-<pid>`), synced, then renamed: a crash or a full disk leaves what stood there
//   cost     opening reads the tensors once: 100 MB from the page cache in under 10 ms
//   threads  functions may run side by side; an opened model is immutable: share it
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

// The id that write_model_directory will give this model; `id` and `files` of the argument do not count.
// Time: one pass over the tensors. Errors: invalid_argument.
[[nodiscard]] Result<std::string> model_id(Manifest, const TensorWriter&);

struct WriteModelOptions {
  bool replace = false;  // a model that stands at the path is replaced; anything else never is
};

// Fills in `id` and `files` and returns the manifest as written. `dir` must not exist or be empty, or, with `replace`,
// hold a model and nothing else; missing parents are made.
// Errors: invalid_argument (content), already_exists (something else stands at `dir`), io_error.
[[nodiscard]] Result<Manifest> write_model_directory(const std::filesystem::path& dir, Manifest, const TensorWriter&,
                                                     const WriteModelOptions& = {});

// Would write_model_directory find room at `dir`? To be asked before long work. Errors: already_exists, io_error.
[[nodiscard]] Result<void> check_place_for_model(const std::filesystem::path& dir, const WriteModelOptions&);

struct OpenedModel {
  Manifest manifest;
  TensorFile tensors;
};

// Errors: not_found, io_error, bad_format, unsupported_version.
[[nodiscard]] Result<OpenedModel> open_model_directory(const std::filesystem::path& dir);

// Makes `id` the model being served, atomically. The model must be there (its manifest is not read).
// Errors: invalid_argument, not_found, io_error.
[[nodiscard]] Result<void> set_current(const std::filesystem::path& models_dir, std::string_view id);

// Errors: not_found (no model yet, or the one named is gone), bad_format, io_error.
[[nodiscard]] Result<std::string> read_current(const std::filesystem::path& models_dir);

}  // namespace moshaver
