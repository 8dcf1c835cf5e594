#include "engine/artifact/model_directory.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <cmath>
#include <csignal>
#include <cstdlib>
#include <random>

#include "tests/artifact/small_model.hpp"

namespace fs = std::filesystem;
using namespace moshaver;
using namespace moshaver::testing;

namespace {

Manifest write_small(const fs::path& dir, std::uint64_t seed = 1, bool replace = false) {
  Manifest manifest = small_manifest();
  manifest.seed = seed;
  const auto written = write_model_directory(dir, manifest, SmallTensors().writer(), {.replace = replace});
  if (!written) FAIL(written.error().message);
  return *written;
}

// bad_format, or unsupported_version if the damaged byte is the version.
void require_refused(const fs::path& dir) {
  const auto opened = open_model_directory(dir);
  REQUIRE_FALSE(opened);
  REQUIRE((opened.error().code == ErrorCode::bad_format || opened.error().code == ErrorCode::unsupported_version));
  REQUIRE(opened.error().message.find(dir.string()) == 0);
}

const std::vector<std::string> file_names = {std::string(manifest_file_name), std::string(tensors_file_name)};

}  // namespace

TEST_CASE("a model written to a directory opens with the same manifest and tensors") {
  const Scratch scratch;
  const Manifest written = write_small(scratch / "models/a/");
  const auto opened = open_model_directory(scratch / "models/a");
  REQUIRE(opened);
  CHECK(opened->manifest == written);
  CHECK(opened->manifest.data == small_manifest().data);
  CHECK(opened->manifest.files.size() == 1);
  CHECK(list(opened->tensors.f32("item/factors", {3, 2})) == SmallTensors().factors);
  CHECK(scratch.names() == std::vector<std::string>{"models"});
}

TEST_CASE("the same model gives the same bytes and the same id, and the id is known before writing") {
  const Scratch scratch;
  const Manifest a = write_small(scratch / "a"), b = write_small(scratch / "b"), c = write_small(scratch / "c", 2);
  for (const std::string& name : file_names) CHECK(bytes_of(scratch / "a" / name) == bytes_of(scratch / "b" / name));
  CHECK(a.id == b.id);
  CHECK(a.id != c.id);
  CHECK_THAT(a.id, Catch::Matches("low-pass-[0-9a-f]{12}"));
  Manifest manifest = small_manifest();
  manifest.seed = 1;
  SmallTensors tensors;
  CHECK(model_id(manifest, tensors.writer()) == a.id);
  tensors.factors[5] += 1;
  CHECK(model_id(manifest, tensors.writer()) != a.id);
}

TEST_CASE("a model cut short at any byte is refused") {
  const Scratch scratch;
  write_small(scratch / "m");
  for (const std::string& name : file_names) {
    const fs::path path = scratch / "m" / name;
    const std::string whole = bytes_of(path);
    for (std::size_t size = whole.size(); size-- > 0;) {
      fs::resize_file(path, size);
      CAPTURE(name, size);
      require_refused(scratch / "m");
    }
    put_bytes(path, whole + '\0');
    require_refused(scratch / "m");
    put_bytes(path, whole);
  }
  CHECK(open_model_directory(scratch / "m"));
}

TEST_CASE("a model with any one byte flipped is refused") {
  const Scratch scratch;
  write_small(scratch / "m");
  for (const std::string& name : file_names) {
    const fs::path path = scratch / "m" / name;
    const std::string whole = bytes_of(path);
    const int file = ::open(path.c_str(), O_WRONLY);
    REQUIRE(file >= 0);
    for (std::size_t i = 0; i < whole.size(); ++i) {
      for (const int mask : {0x01, 0x80, 0xff}) {
        const char flipped = static_cast<char>(whole[i] ^ mask);
        REQUIRE(::pwrite(file, &flipped, 1, static_cast<off_t>(i)) == 1);
        CAPTURE(name, i, mask);
        require_refused(scratch / "m");
      }
      REQUIRE(::pwrite(file, &whole[i], 1, static_cast<off_t>(i)) == 1);
    }
    ::close(file);
  }
  CHECK(open_model_directory(scratch / "m"));
}

TEST_CASE("files of other origin in a model's directory are refused") {
  const Scratch scratch;
  write_small(scratch / "m");
  const fs::path manifest = scratch / "m" / file_names[0], tensors = scratch / "m" / file_names[1];
  const std::string own = bytes_of(tensors);
  std::mt19937 random(7);
  std::string noise(own.size(), '\0');
  for (char& byte : noise) byte = static_cast<char>(random());

  SECTION("random bytes as tensors") { put_bytes(tensors, noise); }
  SECTION("random bytes as manifest") { put_bytes(manifest, noise); }
  SECTION("tensors of another model") {
    std::vector<float> values = {1, 2};
    TensorWriter other;
    other.add("item/factors", {2}, values);
    REQUIRE(other.write(tensors));
  }
  SECTION("the manifest of another model") {
    SmallTensors other;
    other.factors[0] = 9;
    REQUIRE(write_model_directory(scratch / "other", small_manifest(), other.writer()));
    fs::copy_file(scratch / "other" / file_names[0], manifest, fs::copy_options::overwrite_existing);
  }
  SECTION("JSON of something else as manifest") {
    put_bytes(manifest, R"({"format": "another-model", "format_version": 1})");
  }
  SECTION("a manifest that lists another file") {
    Manifest other = small_manifest();
    other.id = "a";
    other.files = {{"../secret", own.size(), checksum_hex(as_bytes(own))}};
    put_bytes(manifest, *to_json(other));
  }
  require_refused(scratch / "m");
}

TEST_CASE("a missing model, or one with a file missing, is not_found") {
  const Scratch scratch;
  CHECK(open_model_directory(scratch / "absent").error().code == ErrorCode::not_found);
  write_small(scratch / "m");
  fs::remove(scratch / "m" / file_names[1]);
  const auto opened = open_model_directory(scratch / "m");
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == ErrorCode::not_found);
  CHECK_THAT(opened.error().message, Catch::Contains(file_names[1]));
}

TEST_CASE("a model is written to a new path, into an empty directory or, with replace, over another model") {
  const Scratch scratch;
  fs::create_directory(scratch / "m");
  write_small(scratch / "m", 1);
  const auto refused = write_model_directory(scratch / "m", small_manifest(), SmallTensors().writer());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::already_exists);
  CHECK_THAT(refused.error().message, Catch::Contains("already"));
  CHECK(open_model_directory(scratch / "m")->manifest.seed == 1);

  const auto old = open_model_directory(scratch / "m");  // still being served
  write_small(scratch / "m", 2, true);
  CHECK(open_model_directory(scratch / "m")->manifest.seed == 2);
  CHECK(list(old->tensors.u8("item/flags")) == SmallTensors().flags);

  fs::create_directory_symlink(scratch / "m", scratch / "link");
  write_small(scratch / "link", 3, true);
  CHECK(open_model_directory(scratch / "m")->manifest.seed == 3);
  CHECK(scratch.names() == std::vector<std::string>{"link", "m"});
}

TEST_CASE("a path that holds anything but a model is never replaced or deleted") {
  const Scratch scratch;
  const auto refused = [&](const std::string& name) {
    const auto written =
        write_model_directory(scratch / name, small_manifest(), SmallTensors().writer(), {.replace = true});
    return !written && written.error().code == ErrorCode::already_exists &&
           written.error().message.find(name) != std::string::npos;
  };
  fs::create_directory(scratch / "photos");
  put_bytes(scratch / "photos/cat.jpg", "cat");
  CHECK(refused("photos"));
  put_bytes(scratch / "file", "text");
  CHECK(refused("file"));
  write_small(scratch / "with_notes");
  put_bytes(scratch / "with_notes/notes.txt", "mine");
  CHECK(refused("with_notes"));
  fs::create_directory(scratch / "foreign");
  put_bytes(scratch / "foreign/model.json", R"({"format": "another"})");
  CHECK(refused("foreign"));

  CHECK(bytes_of(scratch / "photos/cat.jpg") == "cat");
  CHECK(bytes_of(scratch / "file") == "text");
  CHECK(bytes_of(scratch / "with_notes/notes.txt") == "mine");
  CHECK(bytes_of(scratch / "foreign/model.json") == R"({"format": "another"})");
  CHECK(scratch.names() == std::vector<std::string>{"file", "foreign", "photos", "with_notes"});
  CHECK_FALSE(write_model_directory("", small_manifest(), SmallTensors().writer()));
  CHECK_FALSE(write_model_directory("/", small_manifest(), SmallTensors().writer()));
}

TEST_CASE("a model with invalid content leaves no directory behind") {
  const Scratch scratch;
  SmallTensors tensors;
  tensors.factors[1] = NAN;
  CHECK_THAT(write_model_directory(scratch / "m", small_manifest(), tensors.writer()).error().message,
             Catch::Contains("`item/factors`: value 1"));
  Manifest manifest = small_manifest();
  manifest.recipe = "";
  CHECK_FALSE(write_model_directory(scratch / "m", manifest, SmallTensors().writer()));
  CHECK(scratch.names().empty());
}

// A limit on file sizes simulates the full disk: writes of a child process fail after that many bytes.
TEST_CASE("a disk that fills up at any byte leaves the old model intact and no partial file") {
  const Scratch scratch;
  write_small(scratch / "m", 1);
  const std::size_t needed =
      std::max(fs::file_size(scratch / "m" / file_names[0]), fs::file_size(scratch / "m" / file_names[1]));
  const SmallTensors tensors;
  Manifest manifest = small_manifest();
  manifest.seed = 2;
  const auto write_with_limit = [&](std::size_t limit, const fs::path& dir) {
    const pid_t child = ::fork();
    if (child == 0) {
      std::signal(SIGXFSZ, SIG_IGN);
      const rlimit size{limit, limit};
      if (::setrlimit(RLIMIT_FSIZE, &size) != 0) ::_exit(3);
      const auto written = write_model_directory(dir, manifest, tensors.writer(), {.replace = true});
      if (written) ::_exit(0);
      const bool named = written.error().code == ErrorCode::io_error &&
                         written.error().message.find("File too large") != std::string::npos;
      ::_exit(named ? 1 : 2);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    return WEXITSTATUS(status);
  };
  for (std::size_t limit = 0; limit < needed; limit += 101) {
    CAPTURE(limit);
    REQUIRE(write_with_limit(limit, scratch / "m") == 1);
    REQUIRE(write_with_limit(limit, scratch / "new") == 1);
    REQUIRE(scratch.names() == std::vector<std::string>{"m"});
    const auto opened = open_model_directory(scratch / "m");
    REQUIRE(opened);
    REQUIRE(opened->manifest.seed == 1);
  }
  REQUIRE(write_with_limit(needed, scratch / "m") == 0);
  CHECK(open_model_directory(scratch / "m")->manifest.seed == 2);
}

TEST_CASE("the current model is the one set last") {
  const Scratch scratch;
  const fs::path models = scratch / "shop/models";
  const Manifest a = write_small(models / "a"), b = write_small(models / "b");
  REQUIRE(set_current(models, "a"));
  CHECK(read_current(models) == "a");
  REQUIRE(set_current(models, "b"));
  CHECK(read_current(models) == "b");
  CHECK(bytes_of(models / "current") == "b\n");
  CHECK(set_current(models, "absent").error().code == ErrorCode::not_found);
  for (const std::string id : {"", ".", "..", "../m", "a/b", "current", "a\n", "a b"}) {
    CAPTURE(id);
    CHECK(set_current(models, id).error().code == ErrorCode::invalid_argument);
  }
  CHECK(read_current(models) == "b");
}

TEST_CASE("a shop without a model says how to get one") {
  const Scratch scratch;
  const fs::path models = scratch / "shop/models";
  const std::string advice = "run moshaver train --shop " + (scratch / "shop").string();
  for (const fs::path& dir : {models, models / ""}) {
    const auto none = read_current(dir);
    REQUIRE_FALSE(none);
    CHECK(none.error().code == ErrorCode::not_found);
    CHECK(none.error().message == "no model yet: " + advice);
  }
  write_small(models / "a");
  REQUIRE(set_current(models, "a"));
  fs::remove_all(models / "a");
  const auto gone = read_current(models);
  REQUIRE_FALSE(gone);
  CHECK(gone.error().code == ErrorCode::not_found);
  CHECK_THAT(gone.error().message, Catch::Contains("`a`") && Catch::Contains(advice));
}

TEST_CASE("a damaged models/current file is refused") {
  const Scratch scratch;
  write_small(scratch / "a");
  for (const std::string& text :
       {std::string(), std::string("a"), std::string("a\nb\n"), std::string("../a\n"), std::string("\n"),
        std::string("a\r\n"), std::string(300, 'a'), std::string("current\n")}) {
    put_bytes(scratch / "current", text);
    CAPTURE(text);
    const auto current = read_current(scratch.path());
    REQUIRE_FALSE(current);
    CHECK(current.error().code == ErrorCode::bad_format);
  }
}
