#include "tests/paths.hpp"

const char* const source_dir = MOSHAVER_SOURCE_DIR;
const char* const moshaver_binary = MOSHAVER_BINARY;
