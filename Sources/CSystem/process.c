#define _GNU_SOURCE
#include "csystem_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { lowest_descriptor = 64 };

static int move_up(int descriptor) {
  int moved = fcntl(descriptor, F_DUPFD_CLOEXEC, lowest_descriptor);
  int cause = errno;
  close(descriptor);
  errno = cause;
  return moved;
}

int csystem_pipe(int ends[2]) {
  if (pipe2(ends, O_CLOEXEC) != 0) return -1;
  int reading = move_up(ends[0]);
  int writing = move_up(ends[1]);
  if (reading >= 0 && writing >= 0 && fcntl(reading, F_SETFL, O_NONBLOCK) == 0) {
    ends[0] = reading;
    ends[1] = writing;
    return 0;
  }
  int cause = errno;
  if (reading >= 0) close(reading);
  if (writing >= 0) close(writing);
  errno = cause;
  return -1;
}

int csystem_memory_file(void) {
  int descriptor = memfd_create("input", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  return descriptor < 0 ? -1 : move_up(descriptor);
}

int csystem_seal(int descriptor) {
  return fcntl(descriptor, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
}

int csystem_process_descriptor(int process) {
  int descriptor = (int)syscall(SYS_pidfd_open, process, 0);
  return descriptor < 0 ? -1 : move_up(descriptor);
}

int csystem_kill_process(int descriptor) {
  return (int)syscall(SYS_pidfd_send_signal, descriptor, SIGKILL, NULL, 0);
}

static int prepare(
    posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes, const char *directory,
    const int given[], int count) {
  sigset_t all, none;
  sigfillset(&all);
  sigemptyset(&none);
  int code = posix_spawnattr_setsigdefault(attributes, &all);
  if (code == 0) code = posix_spawnattr_setsigmask(attributes, &none);
  short flags = POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
  if (code == 0) code = posix_spawnattr_setflags(attributes, flags);
  for (int target = 0; target < count && code == 0; target++) {
    if (given[target] >= 0) {
      code = posix_spawn_file_actions_adddup2(actions, given[target], target);
    }
  }
  if (code == 0) code = posix_spawn_file_actions_addclosefrom_np(actions, count);
  if (code == 0 && directory) code = posix_spawn_file_actions_addchdir_np(actions, directory);
  return code;
}

int csystem_spawn(
    int *process, const char *path, char *const arguments[], char *const environment[],
    const char *directory, const int given[], int count) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int code = posix_spawn_file_actions_init(&actions);
  if (code != 0) return code;
  code = posix_spawnattr_init(&attributes);
  if (code == 0) {
    code = prepare(&actions, &attributes, directory, given, count);
    if (code == 0) code = posix_spawn(process, path, &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
  }
  posix_spawn_file_actions_destroy(&actions);
  return code;
}

static const int watched_signals[] = {SIGHUP, SIGINT, SIGTERM};
static int is_watching[3];
static atomic_int noted_signal;
static atomic_int wake_descriptor = -1;

static void note_signal(int signal) {
  int cause = errno;
  int none = 0;
  atomic_compare_exchange_strong(&noted_signal, &none, signal);
  char byte = 0;
  ssize_t written = write(atomic_load(&wake_descriptor), &byte, 1);
  (void)written;
  errno = cause;
}

int csystem_watch_signals(int wake) {
  // A full pipe must never block the handler.
  if (fcntl(wake, F_SETFL, O_NONBLOCK) != 0) return -1;
  atomic_store(&wake_descriptor, wake);
  struct sigaction action = {.sa_handler = note_signal, .sa_flags = SA_RESTART};
  sigfillset(&action.sa_mask);
  for (int index = 0; index < 3; index++) {
    struct sigaction present;
    if (sigaction(watched_signals[index], NULL, &present) != 0) return -1;
    is_watching[index] = !(present.sa_flags & SA_SIGINFO) && present.sa_handler == SIG_DFL;
    if (is_watching[index] && sigaction(watched_signals[index], &action, NULL) != 0) return -1;
  }
  return 0;
}

void csystem_unwatch_signals(void) {
  struct sigaction action = {.sa_handler = SIG_DFL};
  sigemptyset(&action.sa_mask);
  for (int index = 0; index < 3; index++) {
    if (is_watching[index]) sigaction(watched_signals[index], &action, NULL);
    is_watching[index] = 0;
  }
}

int csystem_noted_signal(void) { return atomic_load(&noted_signal); }
