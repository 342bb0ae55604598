#define _GNU_SOURCE
#include "FuzzDriver.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

int fuzz_memory_file(void) { return memfd_create("fuzz", MFD_CLOEXEC); }

_Noreturn void fuzz_fail(const char *line) {
  fprintf(stderr, "fuzz: %s\n", line);
  abort();
}

_Noreturn void fuzz_exit(const char *line, int status) {
  fprintf(stderr, "fuzz: %s\n", line);
  exit(status);
}
