#pragma once

#include <stddef.h>
#include <stdint.h>

/// libFuzzer's own main, with the function that it calls for each input.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));

/// A file that lives in memory (memfd_create(2)); negative where there is none.
int fuzz_memory_file(void);

/// Prints one line to standard error, then ends the process as a crash does.
_Noreturn void fuzz_fail(const char *line);

/// Prints one line to standard error, then exits with `status`.
_Noreturn void fuzz_exit(const char *line, int status);
