#include "engine/artifact/tensors.hpp"

#include <cstring>
#include <limits>

#include "tests/artifact/small_model.hpp"

using namespace moshaver;
using namespace moshaver::testing;

namespace {

std::string length_prefix(std::uint64_t length) {
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &length, 8);
  return bytes;
}

// A handmade file; the header is padded to keep the data aligned.
std::string crafted(std::string header, std::size_t data_bytes) {
  header.append((8 - header.size() % 8) % 8, ' ');
  return length_prefix(header.size()) + header + std::string(data_bytes, '\0');
}

Error refusal(const Scratch& scratch, const std::string& bytes) {
  put_bytes(scratch / "t.safetensors", bytes);
  const auto file = TensorFile::open(scratch / "t.safetensors");
  CAPTURE(bytes.substr(0, 200));
  REQUIRE_FALSE(file);
  CHECK(file.error().code == ErrorCode::bad_format);
  CHECK_THAT(file.error().message, Catch::Contains("t.safetensors: "));
  return file.error();
}

Error write_refusal(const TensorWriter& writer) {
  const Scratch scratch;
  const auto written = writer.write(scratch / "t");
  REQUIRE_FALSE(written);
  CHECK(scratch.names().empty());
  CHECK(writer.checksum().error().message == written.error().message);
  CHECK(written.error().code == ErrorCode::invalid_argument);
  return written.error();
}

}  // namespace

TEST_CASE("tensors of every type read back with their shapes") {
  const Scratch scratch;
  const SmallTensors tensors;
  REQUIRE(tensors.writer().write(scratch / "t"));
  auto opened = TensorFile::open(scratch / "t");
  REQUIRE(opened);
  const TensorFile file = std::move(*opened);
  CHECK(list(file.f32("item/factors", {3, 2})) == tensors.factors);
  CHECK(list(file.f64("weights", {2, 1})) == tensors.weights);
  CHECK(list(file.u8("item/flags", {3})) == tensors.flags);
  CHECK(list(file.u32("rows", {2})) == tensors.rows);
  CHECK(list(file.u64("offsets", {3})) == tensors.offsets);
  CHECK(list(file.i64("days", {2})) == tensors.days);
  CHECK(list(file.f32("nothing", {0, 4})).empty());
  CHECK(file.shape("item/factors") == TensorShape{3, 2});
  CHECK(file.tensors().size() == 7);
  for (const TensorView& tensor : file.tensors()) {
    CHECK(reinterpret_cast<std::uintptr_t>(tensor.bytes.data()) % item_bytes(tensor.dtype) == 0);
  }
}

TEST_CASE("the same tensors give the same bytes, and the checksum is known before writing") {
  const Scratch scratch;
  const SmallTensors tensors, twin;
  const auto first = tensors.writer().write(scratch / "a");
  const auto second = twin.writer().write(scratch / "b");
  REQUIRE((first && second));
  CHECK(bytes_of(scratch / "a") == bytes_of(scratch / "b"));
  CHECK(*first == *second);
  CHECK(tensors.writer().checksum() == *first);
  CHECK(first->bytes == bytes_of(scratch / "a").size());
  CHECK(first->xxh3_128 == checksum_hex(as_bytes(bytes_of(scratch / "a"))));
}

TEST_CASE("the file has the safetensors layout, with the data at a multiple of 64") {
  const Scratch scratch;
  const std::vector<float> wide = {1, 2};
  const std::vector<std::uint8_t> narrow = {9};
  TensorWriter writer;
  writer.add("n", {1}, narrow);
  writer.add("w", {2}, wide);
  REQUIRE(writer.write(scratch / "t"));
  const std::string header =
      R"({"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"n":{"dtype":"U8","shape":[1],"data_offsets":[8,9]}})";
  std::string expected = length_prefix(120) + header + std::string(120 - header.size(), ' ');
  expected.append(reinterpret_cast<const char*>(wide.data()), 8);
  expected += '\x09';
  CHECK(bytes_of(scratch / "t") == expected);
}

TEST_CASE("a file without tensors, with metadata, or with a scalar is a valid file") {
  const Scratch scratch;
  REQUIRE(TensorWriter().write(scratch / "none"));
  REQUIRE(TensorFile::open(scratch / "none"));
  put_bytes(scratch / "t",
            crafted(R"({"__metadata__":{"by":"others"},"x":{"shape":[],"data_offsets":[0,4],"dtype":"F32"}})", 4));
  const auto file = TensorFile::open(scratch / "t");
  REQUIRE(file);
  CHECK(list(file->f32("x")) == std::vector<float>{0});
  CHECK_FALSE(file->contains("__metadata__"));
}

TEST_CASE("asking for a missing tensor, or for another type or shape, is an error that names the tensor") {
  const Scratch scratch;
  REQUIRE(SmallTensors().writer().write(scratch / "t"));
  const auto file = TensorFile::open(scratch / "t");
  REQUIRE(file);
  CHECK(file->f32("item/factors", {any_extent, 2}));
  CHECK_THAT(file->f32("absent").error().message, Catch::Contains("tensor `absent`: is missing"));
  CHECK_THAT(file->shape("absent").error().message, Catch::Contains("tensor `absent`: is missing"));
  CHECK_THAT(file->f64("item/factors").error().message, Catch::Contains("dtype: F32, expected F64"));
  CHECK_THAT(file->f32("item/factors", {any_extent, 3}).error().message, Catch::Contains("[3,2], expected [any,3]"));
  CHECK_THAT(file->f32("item/factors", {6}).error().message, Catch::Contains("shape: [3,2], expected [6]"));
}

TEST_CASE("NaN and infinity are refused on writing, with the tensor and the index named") {
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                          -std::numeric_limits<float>::infinity()}) {
    std::vector<float> values(5000, std::numeric_limits<float>::max());
    values[4321] = bad;
    TensorWriter writer;
    writer.add("item_factors", {5000}, values);
    CHECK_THAT(write_refusal(writer).message, Catch::Contains("`item_factors`: value 4321"));
  }
  std::vector<double> values = {0, std::numeric_limits<double>::denorm_min(), std::numeric_limits<double>::quiet_NaN()};
  TensorWriter writer;
  writer.add("w", {3}, values);
  CHECK_THAT(write_refusal(writer).message, Catch::Contains("`w`: value 2"));
}

TEST_CASE("repeated or invalid names, and shapes that do not fit the values, are refused on writing") {
  const std::vector<float> two = {1, 2};
  const std::vector<std::uint8_t> none;
  for (const std::string name : {"", "__metadata__", "a\"b", "چای", "a b"}) {
    TensorWriter writer;
    writer.add(name, {2}, two);
    CHECK_THAT(write_refusal(writer).message, Catch::Contains("`" + name + "`"));
  }
  for (const TensorShape& shape : {TensorShape{3}, TensorShape{}, TensorShape{1ULL << 62, 4}, TensorShape{2, 0}}) {
    TensorWriter writer;
    writer.add("a", shape, two);
    CHECK_THAT(write_refusal(writer).message, Catch::Contains("shape"));
  }
  TensorWriter writer;
  writer.add("a", {2}, two);
  writer.add("a", {0}, none);
  CHECK_THAT(write_refusal(writer).message, Catch::Contains("twice"));
}

TEST_CASE("malformed tensor files are refused with the field named, and never crash") {
  const Scratch scratch;
  const auto message = [&](const std::string& header, std::size_t data_bytes) {
    return refusal(scratch, crafted(header, data_bytes)).message;
  };
  const auto tensor = [](const std::string& rest) { return R"({"x":{)" + rest + "}}"; };
  using Catch::Contains;

  SECTION("the header's length") {
    for (const std::uint64_t length : {0ULL, 3ULL, 100ULL, 100'000'001ULL, 1ULL << 63, ~0ULL, ~0ULL - 7}) {
      CHECK_THAT(refusal(scratch, length_prefix(length) + "{}").message, Contains("header"));
    }
    CHECK_THAT(refusal(scratch, "").message, Contains("header length"));
    CHECK_THAT(refusal(scratch, "1234567").message, Contains("header length"));
  }
  SECTION("the header's text") {
    for (const std::string& header : {std::string("[]"), std::string("{"), std::string("{\"x\":}"), std::string(" {}"),
                                      std::string("{}{}"), std::string("{\"\xff\":1}"), std::string(5000, '{')}) {
      CHECK_THAT(message(header, 0), Contains("header"));
    }
    std::string deep = R"({"x":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
    CHECK_THAT(message(deep, 0), Contains("header"));
    CHECK_THAT(message(tensor(R"("dtype":"U8","shape":[1],"data_offsets":[0,18446744073709551616])"), 1),
               Contains("header"));
    CHECK_THAT(message(R"({"x":7})", 0), Contains("tensor `x`"));
    CHECK_THAT(message(R"({"__metadata__":{"n":7}})", 0), Contains("__metadata__"));
    CHECK_THAT(message(R"({"__metadata__":7})", 0), Contains("__metadata__"));
  }
  SECTION("missing, mistyped, unknown and repeated fields") {
    CHECK_THAT(message(tensor(R"("dtype":"F32","shape":[1])"), 4), Contains("data_offsets"));
    CHECK_THAT(message(tensor(R"("dtype":"F32","shape":[1],"shape":[1])"), 4), Contains("data_offsets"));
    CHECK_THAT(message(tensor(R"("dtype":"F32","shape":[1],"data_offsets":[0,4],"more":1)"), 4), Contains("just"));
    CHECK_THAT(message(tensor(R"("dtype":"BF16","shape":[2],"data_offsets":[0,4])"), 4), Contains("BF16"));
    CHECK_THAT(message(tensor(R"("dtype":4,"shape":[1],"data_offsets":[0,4])"), 4), Contains("dtype"));
    CHECK_THAT(message(tensor(R"("dtype":"F32","shape":1,"data_offsets":[0,4])"), 4), Contains("shape"));
    CHECK_THAT(message(tensor(R"("dtype":"F32","shape":[1.5],"data_offsets":[0,4])"), 4), Contains("shape"));
    CHECK_THAT(message(tensor(R"("dtype":"F32","shape":[-1],"data_offsets":[0,4])"), 4), Contains("shape"));
    CHECK_THAT(message(tensor(R"("dtype":"F32","shape":[1],"data_offsets":[4])"), 4), Contains("data_offsets"));
    CHECK_THAT(message(tensor(R"("dtype":"F32","shape":[1],"data_offsets":["0","4"])"), 4), Contains("data_offsets"));
  }
  SECTION("ranges that are negative, reversed, out of bounds, or not those of the shape") {
    for (const std::string range :
         {"[-4,0]", "[4,0]", "[0,5]", "[0,8]", "[18446744073709551612,18446744073709551615]", "[1e0,4]"}) {
      CHECK_THAT(message(tensor(R"("dtype":"F32","shape":[1],"data_offsets":)" + range), 4), Contains("data_offsets"));
    }
    for (const std::string shape : {"[2]", "[0]", "[4611686018427387905]", "[4294967296,4294967296,1]",
                                    "[18446744073709551615,18446744073709551615,0]"}) {
      CHECK_THAT(message(tensor(R"("dtype":"F32","data_offsets":[0,4],"shape":)" + shape), 4), Contains("shape"));
    }
  }
  SECTION("holes, overlaps, repeats, bytes left over and data that is not aligned") {
    const auto two = [](const std::string& a, const std::string& b, const std::string& name = "y") {
      return R"({"x":{"dtype":"F32","shape":[1],"data_offsets":)" + a + R"(},")" + name +
             R"(":{"dtype":"F32","shape":[1],"data_offsets":)" + b + "}}";
    };
    CHECK_THAT(message(two("[0,4]", "[0,4]"), 8), Contains("overlap"));
    CHECK_THAT(message(two("[0,4]", "[0,4]"), 4), Contains("overlap"));
    CHECK_THAT(message(two("[0,4]", "[8,12]"), 12), Contains("hole"));
    CHECK_THAT(message(two("[4,8]", "[8,12]"), 12), Contains("hole"));
    CHECK_THAT(message(two("[0,4]", "[4,8]", "x"), 8), Contains("twice"));
    CHECK_THAT(message(two("[0,4]", "[4,8]"), 9), Contains("no tensor"));
    CHECK_THAT(message("{}", 1), Contains("no tensor"));
    CHECK_THAT(message(R"({"x":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
                       R"("y":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}})",
                       5),
               Contains("aligned"));
  }
}
