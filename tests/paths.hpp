// Paths of the sources and the built binary. Compiled into one file only, so that other object files are equal in every
// checkout and a compiler cache finds them.
#pragma once

extern const char* const source_dir;
extern const char* const moshaver_binary;
