// Store: reading the log from any event, the identity of the log, and maintenance of the write-ahead log.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "engine/artifact/files.hpp"
#include "engine/store/block_checksum.hpp"
#include "engine/store/compaction.hpp"
#include "engine/store/store.hpp"

namespace moshaver {

namespace {

// The block that contains an event, and all later blocks.
constexpr const char* blocks_from =
    " FROM segments WHERE first_event >= coalesce((SELECT max(first_event) FROM segments WHERE first_event <= ?1), 0) "
    "ORDER BY first_event";

}  // namespace

Result<std::uint64_t> Store::identity() const {
  MOSHAVER_TRY(any, has_table("log_identity"));
  if (!any) return 0;
  MOSHAVER_TRY(id, connection_->integer("SELECT id FROM log_identity"));
  return static_cast<std::uint64_t>(id);
}

Result<std::uint64_t> Store::event_count() const {
  // Blocks have no gaps, so the last one gives the number of events.
  MOSHAVER_TRY(
      count, connection_->integer("SELECT first_event + event_count FROM segments ORDER BY first_event DESC LIMIT 1"));
  return static_cast<std::uint64_t>(count);
}

Result<void> Store::visit_event_ids(std::uint64_t from, const EventIdVisitor& visit) const {
  MOSHAVER_TRY(statement, connection_->prepare(std::string("SELECT first_event, event_count, ids_checksum, event_ids") +
                                               blocks_from));
  statement.bind(1, static_cast<std::int64_t>(from));
  while (true) {
    MOSHAVER_TRY(row, statement.step());
    if (!row) return {};
    const std::span<const char> ids = statement.blob(3);
    const auto first = static_cast<std::uint64_t>(statement.integer(0));
    const auto count = static_cast<std::uint64_t>(statement.integer(1));
    if (ids.size() != count * sizeof(XXH128_hash_t) || block_checksum(ids) != statement.integer(2)) {
      return damaged_block(statement.integer(0), "its event ids");
    }
    for (std::uint64_t at = from > first ? from - first : 0; at < count; ++at) {
      XXH128_hash_t id;
      std::memcpy(&id, ids.data() + at * sizeof id, sizeof id);
      if (!visit(first + at, id)) return {};
    }
  }
}

Result<std::optional<XXH128_hash_t>> Store::event_id_at(std::uint64_t position) const {
  std::optional<XXH128_hash_t> found;
  MOSHAVER_CHECK(visit_event_ids(position, [&](std::uint64_t at, XXH128_hash_t id) {
    if (at == position) found = id;
    return false;
  }));
  return found;
}

Result<void> Store::visit_events(std::uint64_t from, const EventVisitor& visit) const {
  MOSHAVER_TRY(statement,
               connection_->prepare(std::string("SELECT first_event, event_count, checksum, columns") + blocks_from));
  statement.bind(1, static_cast<std::int64_t>(from));
  while (true) {
    MOSHAVER_TRY(row, statement.step());
    if (!row) return {};
    const std::span<const char> columns = statement.blob(3);
    if (block_checksum(columns) != statement.integer(2)) return damaged_block(statement.integer(0), "checksum");
    auto position = static_cast<std::uint64_t>(statement.integer(0));
    bool wanted = true;
    auto decoded = read_segment(columns, [&](std::uint32_t customer, std::uint32_t product, const EventRecord& event) {
      if (position++ >= from && wanted) wanted = visit(position - 1, customer, product, event);
    });
    if (!decoded) return damaged_block(statement.integer(0), decoded.error().message);
    if (position != static_cast<std::uint64_t>(statement.integer(0) + statement.integer(1))) {
      return damaged_block(statement.integer(0), "its number of events");
    }
    if (!wanted) return {};
  }
}

Result<std::vector<BlockPlace>> Store::blocks(std::uint64_t from, std::size_t most) const {
  MOSHAVER_TRY(statement,
               connection_->prepare(std::string("SELECT first_event, event_count") + blocks_from + " LIMIT ?2"));
  statement.bind(1, static_cast<std::int64_t>(from));
  statement.bind(2, static_cast<std::int64_t>(most));
  std::vector<BlockPlace> places;
  while (true) {
    MOSHAVER_TRY(row, statement.step());
    if (!row) return places;
    places.push_back(
        {static_cast<std::uint64_t>(statement.integer(0)), static_cast<std::uint64_t>(statement.integer(1))});
  }
}

Result<bool> Store::Writer::replace_blocks(const MergedBlock& block) {
  // Keeps the order of the log: writes the pending events of this transaction first.
  MOSHAVER_CHECK(flush());
  MOSHAVER_TRY(table, connection_->integer("SELECT count(*) FROM sqlite_master WHERE name = 'log_identity'"));
  const Result<std::int64_t> identity = table > 0 ? connection_->integer("SELECT id FROM log_identity") : 0;
  if (!identity) return tl::unexpected(identity.error());
  if (static_cast<std::uint64_t>(*identity) != block.log_identity) return false;
  const auto first = static_cast<std::int64_t>(block.first_event), count = static_cast<std::int64_t>(block.event_count);
  MOSHAVER_TRY(look, connection_->prepare("SELECT count(*), coalesce(sum(event_count), 0) FROM segments "
                                          "WHERE first_event >= ?1 AND first_event < ?2"));
  look.bind(1, first);
  look.bind(2, first + count);
  MOSHAVER_TRY(row, look.step());
  const bool there = row && look.integer(0) == static_cast<std::int64_t>(block.replaces) && look.integer(1) == count;
  MOSHAVER_TRY(more, look.step());
  if (!there || more) return false;
  MOSHAVER_TRY(remove, connection_->prepare("DELETE FROM segments WHERE first_event >= ?1 AND first_event < ?2"));
  remove.bind(1, first);
  remove.bind(2, first + count);
  MOSHAVER_CHECK(remove.step());
  statements_.segment.bind(1, first);
  statements_.segment.bind(2, count);
  statements_.segment.bind(3, block_checksum(block.columns));
  statements_.segment.bind(4, block_checksum(block.event_ids));
  statements_.segment.bind_blob(5, block.columns);
  statements_.segment.bind_blob(6, block.event_ids);
  MOSHAVER_CHECK(statements_.segment.step());
  return true;
}

Result<std::vector<std::string>> Store::customer_ids(std::uint32_t from) const {
  return texts("SELECT customer_id FROM customers WHERE row >= ?1 ORDER BY row", from);
}
Result<std::vector<std::string>> Store::product_ids(std::uint32_t from) const {
  return texts("SELECT product_id FROM products WHERE row >= ?1 ORDER BY row", from);
}

Result<std::vector<std::uint32_t>> Store::internal_customers() const {
  MOSHAVER_TRY(statement, connection_->prepare("SELECT row FROM customers WHERE relation = 'internal' ORDER BY row"));
  std::vector<std::uint32_t> rows;
  while (true) {
    MOSHAVER_TRY(row, statement.step());
    if (!row) return rows;
    rows.push_back(static_cast<std::uint32_t>(statement.integer(0)));
  }
}

Result<void> Store::at_one_moment(const std::function<Result<void>()>& work) const {
  // A savepoint also works inside a writer's transaction.
  MOSHAVER_CHECK(connection_->run("SAVEPOINT moment"));
  auto done = work();
  const auto ended = connection_->run("RELEASE moment");
  return done ? ended : done;
}

Result<void> Store::disable_automatic_checkpoints() { return connection_->run("PRAGMA wal_autocheckpoint = 0"); }
Result<void> Store::checkpoint() { return connection_->run("PRAGMA wal_checkpoint(PASSIVE)"); }
Result<void> Store::restart_write_ahead_log() { return connection_->run("PRAGMA wal_checkpoint(RESTART)"); }
Result<void> Store::empty_write_ahead_log() { return connection_->run("PRAGMA wal_checkpoint(TRUNCATE)"); }

Result<void> Store::lengthen_write_ahead_log(const std::filesystem::path& shop, std::size_t bytes) {
  const std::filesystem::path path = shop / "events.db-wal";
  // In a transaction nobody else writes. SQLite holds no lock on this file that close() here could drop.
  MOSHAVER_CHECK(connection_->run("BEGIN IMMEDIATE"));
  const auto lengthen = [&]() -> Result<void> {
    const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0) return tl::unexpected<Error>(system_error(ErrorCode::io_error, "open", path, errno));
    struct stat status {};
    bool done = ::fstat(file, &status) == 0;
    const std::vector<char> zeros(std::size_t{1} << 16);
    for (auto at = static_cast<std::size_t>(status.st_size); done && at < bytes;) {
      const ssize_t count = ::pwrite(file, zeros.data(), std::min(zeros.size(), bytes - at), static_cast<off_t>(at));
      done = count > 0;
      at += done ? static_cast<std::size_t>(count) : 0;
    }
    done = done && ::fsync(file) == 0;
    const int error = errno;
    ::close(file);
    if (!done) return tl::unexpected<Error>(system_error(ErrorCode::io_error, "lengthen", path, error));
    return {};
  };
  auto lengthened = lengthen();
  const auto ended = connection_->run("ROLLBACK");
  return lengthened ? ended : lengthened;
}

}  // namespace moshaver
