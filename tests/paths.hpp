// Where the sources and the built binary lie. Compiled into one file only, so that other object files are the same in
// every checkout, and a compiler cache finds them.
#pragma once

extern const char* const source_dir;
extern const char* const moshaver_binary;
