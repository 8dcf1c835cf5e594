#include <cstdio>
#include <filesystem>
#include <thread>

#include "moshaver/advisor.hpp"
#include "tools/command.hpp"
#include "tools/model_options.hpp"
#include "tools/progress_bar.hpp"
#include "tools/server/http_server.hpp"
#include "tools/server/model_watch.hpp"

namespace moshaver::tools {

namespace {

constexpr std::string_view help =
    R"(Serves recommendations over HTTP, and stores events, products and customers. A change that the server acknowledges is
on disk, and the next answer uses it. /openapi.json describes every endpoint; /metrics is for Prometheus, /healthz and
/readyz are for health checks. On SIGTERM it answers the requests it has, writes a snapshot and exits with 0. It prints
one line with its address on standard output; port 0 picks any free port.

A start does not read the whole event log. The server writes what it needs to DIR/snapshot, in the background, after
every --snapshot-events new events (or a 64th of the log, if that is more). A start reads the snapshot and the events
since. A snapshot that is damaged or belongs to another log is not used, and a warning says so. It may be deleted at any
time.

On the loopback address every caller may do everything. Any other address needs --keys: a file of lines

  ROLE SHA256 NAME       ROLE: read, write (events, products, customers) or admin (models, erasing people)

with the hash of each key, as printf %s "$KEY" | sha256sum prints it. Callers send Authorization: Bearer KEY. The server
does not encrypt: outside a trusted network, put a TLS proxy before it (tools/server/README.md shows one).

A server on the loopback address answers only requests for the hosts localhost, 127.0.0.1 and [::1]; another Host gets
421. So no web page in a browser on this machine can reach it under another name. --allow-host adds the host that a
proxy passes on. A request from a web page of another site (its Origin header) gets 403; --allow-origin adds sites whose
pages may ask.

The server switches to a model that moshaver train --shop writes within two seconds, and to any model by POST
/v1/models/current. --log writes a line of JSON for each request, with its X-Request-Id, route, status and seconds, and
without ids, keys or addresses.

Examples:
  moshaver serve --shop my-shop
  curl localhost:8080/v1/customers/17850/recommendations?count=3
  curl localhost:8080/v1/events -H 'Content-Type: application/json' \
    -d '{"event_id": "e1", "customer_id": "17850", "product_id": "85123A", "event": "purchase"}'
  moshaver serve --shop my-shop --allow-host advice.shop.example --allow-origin https://shop.example
  moshaver serve --shop my-shop --listen 0.0.0.0:8080 --keys keys.txt --threads 4 --rate-limit 200 --log -
)";

void describe(po::options_description& options) {
  options.add_options()("shop", po::value<std::string>()->value_name("DIR")->required(), "a shop with a trained model")(
      "listen", po::value<std::string>()->value_name("HOST:PORT")->default_value("127.0.0.1:8080"),
      "address to listen on")("threads", po::value<std::size_t>()->value_name("N")->default_value(0, "all"),
                              "number of threads that answer")(
      "keys", po::value<std::string>()->value_name("FILE"),
      "API keys and their roles; needed on any address but loopback")(
      "allow-host", po::value<std::vector<std::string>>()->composing()->value_name("NAME"),
      "also answer requests for this host; may be given several times")(
      "allow-origin", po::value<std::vector<std::string>>()->composing()->value_name("URL"),
      "answer web pages of this site too, such as https://shop.example; may be given several times")(
      "max-connections", po::value<std::size_t>()->value_name("N")->default_value(4096),
      "open connections at a time; more get 503")(
      "max-body", po::value<std::size_t>()->value_name("MIB")->default_value(8), "largest request body, in MiB")(
      "request-timeout", po::value<double>()->value_name("SECONDS")->default_value(10, "10"),
      "time for a whole request to arrive")(
      "snapshot-events", po::value<std::uint64_t>()->value_name("N")->default_value(100'000),
      "new events before the next snapshot; 0: no snapshots, a start reads the whole log")(
      "rate-limit", po::value<double>()->value_name("N")->default_value(0, "none"),
      "requests a second of one key, or of one address without --keys; more "
      "get 429")("log", po::value<std::string>()->value_name("FILE"),
                 "write a line of JSON for each request; - is standard error")(
      "log-level", po::value<std::string>()->value_name("info|warning|error")->default_value("info"),
      "lowest level to write; 401, 403 and 429 are warnings, 5xx are errors")(
      "log-sample", po::value<std::uint64_t>()->value_name("N")->default_value(1),
      "write one in N of the requests at level info");
  describe_index(options);
}

Result<ServerOptions> server_options(const po::variables_map& options) {
  ServerOptions server;
  MOSHAVER_CHECK(parse_listen(string_of(options, "listen"), server));
  server.threads = options["threads"].as<std::size_t>();
  if (server.threads == 0) server.threads = std::max(1U, std::thread::hardware_concurrency());
  server.max_connections = options["max-connections"].as<std::size_t>();
  const std::size_t mebibytes = options["max-body"].as<std::size_t>();
  if (server.threads > 1'024 || server.max_connections == 0 || mebibytes == 0 || mebibytes > 1'024) {
    return failure(ErrorCode::invalid_argument,
                   "--threads takes up to 1024, --max-connections a number from 1 up, --max-body 1 to 1024 MiB");
  }
  server.body_bytes = mebibytes << 20;
  server.request_seconds = options["request-timeout"].as<double>();
  if (!(server.request_seconds > 0 && server.request_seconds <= 3'600)) {
    return failure(ErrorCode::invalid_argument, "--request-timeout takes seconds, above 0 and up to 3600");
  }
  server.rate_limit = options["rate-limit"].as<double>();
  if (!(server.rate_limit >= 0 && server.rate_limit <= 1e6)) {
    return failure(ErrorCode::invalid_argument, "--rate-limit takes requests a second, from 0 (none) to 1000000");
  }
  server.access.loopback = is_loopback(server.host);
  server.access.hosts = strings(options, "allow-host");
  for (const std::string& host : server.access.hosts) {
    if (!host.empty() && without_port(host) == host && host.find('/') == std::string::npos) continue;
    return failure(
        ErrorCode::invalid_argument,
        "--allow-host takes the name of a host without a port, such as advice.shop.example, not \"" + host + "\"");
  }
  server.access.origins = strings(options, "allow-origin");
  for (const std::string& origin : server.access.origins) {
    const std::string_view site = authority_of(origin);
    if (!site.empty() && origin.ends_with(site)) continue;
    return failure(
        ErrorCode::invalid_argument,
        "--allow-origin takes a site as browsers write it, such as https://shop.example, not \"" + origin + "\"");
  }
  if (!has(options, "keys") && !is_loopback(server.host)) {
    return failure(ErrorCode::invalid_argument,
                   "--listen " + string_of(options, "listen") +
                       " can be reached from other machines and needs --keys FILE; or listen on 127.0.0.1");
  }
  return server;
}

// With a key's hash one can test guesses of the key.
void warn_if_others_can_read(const std::string& path) {
  std::error_code unknown;
  const auto mode = std::filesystem::status(path, unknown).permissions();
  using std::filesystem::perms;
  if (unknown || (mode & (perms::group_read | perms::others_read)) == perms::none) return;
  std::fprintf(stderr, "moshaver serve: others can read the keys in %s; to fix it: chmod 600 %s\n", path.c_str(),
               path.c_str());
}

Result<void> run(const po::variables_map& options) {
  MOSHAVER_TRY(server, server_options(options));
  MOSHAVER_TRY(index, index_of(options));
  std::optional<Keys> keys;
  if (has(options, "keys")) {
    MOSHAVER_TRY(read, Keys::read(string_of(options, "keys")));
    keys = std::move(read);
    server.keys = &*keys;
    warn_if_others_can_read(string_of(options, "keys"));
  }
  MOSHAVER_TRY(log, RequestLog::open({string_of(options, "log"), string_of(options, "log-level"),
                                      options["log-sample"].as<std::uint64_t>()}));
  server.log = &log;
  const bool quiet = has(options, "quiet");
  AdvisorOptions opening;
  opening.index = index;
  opening.progress = progress_to_stderr(quiet);
  opening.snapshot_events = options["snapshot-events"].as<std::uint64_t>();
  opening.on_warning = [](const std::string& what) { std::fprintf(stderr, "moshaver serve: %s\n", what.c_str()); };
  MOSHAVER_TRY(advisor, Advisor::open(string_of(options, "shop"), opening));
  end_progress();
  Metrics metrics;
  Api api(advisor, metrics);
  log.note(spdlog::level::info, "started", advisor.model().id);
  const std::jthread watching = watch_models(advisor, metrics, log);
  return run_server(api, metrics, server, [&](const std::string& address) {
    std::printf("listening on %s, model %s\n", address.c_str(), advisor.model().id.c_str());
    std::fflush(stdout);
  });
}

}  // namespace

const Command serve_command{"serve",
                            "serve recommendations over HTTP, and store events",
                            "--shop DIR [--listen HOST:PORT] [--threads N] [--keys FILE]",
                            help,
                            describe,
                            run};

}  // namespace moshaver::tools
