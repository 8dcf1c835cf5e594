// Formats and writes events.csv on its own thread while the next day is simulated.
//
//   order    as submitted
//   threads  call submit() and finish() from one thread. The writer only reads keys and accounts, which never change
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "models/simulation/calendar.hpp"
#include "models/simulation/event.hpp"
#include "models/simulation/output_file.hpp"

namespace moshaver::simulation {

class EventWriter {
 public:
  EventWriter(OutputFile&, const Calendar&, const Catalogue&, const Population&);  // all outlive it
  ~EventWriter();
  EventWriter(const EventWriter&) = delete;
  EventWriter& operator=(const EventWriter&) = delete;

  // Takes the events of a day and leaves an empty vector to fill next. Waits while two days are queued. False once
  // writing has failed: OutputFile::finish returns the reason.
  bool submit(std::uint32_t day, std::vector<Event>& events);
  void finish();  // writes the rest and ends the thread

 private:
  struct Day {
    std::uint32_t day;
    std::vector<Event> events;
  };
  void run();
  void write_day(const Day&);

  OutputFile& file_;
  const Calendar& calendar_;
  const Catalogue& catalogue_;
  const Population& population_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Day> queue_;
  std::vector<std::vector<Event>> spare_;
  bool ended_ = false, broken_ = false;
  std::thread thread_;
};

}  // namespace moshaver::simulation
