#ifndef CSYSTEM_PROCESS_H
#define CSYSTEM_PROCESS_H

// Linux calls that Swift's Glibc module lacks because they need _GNU_SOURCE, and a signal handler,
// which only C can write safely. Every descriptor made here is close-on-exec and numbered 64 or
// higher, so that it never collides with the numbers a child is given.

/// A pipe: `ends[0]` reads without blocking, `ends[1]` writes. Returns 0, or -1 with errno set.
int csystem_pipe(int ends[2]);

/// An anonymous file in memory (memfd_create(2)). Returns its descriptor, or -1 with errno set.
int csystem_memory_file(void);

/// Forbids any later change of an anonymous file (F_ADD_SEALS). Returns 0, or -1 with errno set.
int csystem_seal(int descriptor);

/// A descriptor that polls readable when the process has ended (pidfd_open(2)), or -1 with errno.
int csystem_process_descriptor(int process);

/// Ends the process of such a descriptor at once (pidfd_send_signal(2), SIGKILL); 0, or -1 with errno.
int csystem_kill_process(int descriptor);

/// Starts `path` in a session of its own with default signal dispositions (posix_spawn(3)). Its
/// descriptors 0 ..< `count` are copies of `given`, or where `given` holds -1, our own; all others
/// are closed. `directory` may be null. Returns 0 or an error number.
int csystem_spawn(
    int *process, const char *path, char *const arguments[], char *const environment[],
    const char *directory, const int given[], int count);

/// From now on SIGHUP, SIGINT and SIGTERM, where their disposition is the default one, are noted and
/// one byte is written to `wake`. Returns 0, or -1 with errno set.
int csystem_watch_signals(int wake);

/// Gives the watched signals their default disposition back.
void csystem_unwatch_signals(void);

/// The first signal noted so far, or 0.
int csystem_noted_signal(void);

#endif
