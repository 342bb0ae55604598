// Tells ThreadSanitizer of the locks that it does not see.
//
// Who takes a free Mutex of Swift's Synchronization does so by instructions in his own code, which are
// instrumented; who must wait for it, and who wakes one that waits, in the library, which is not.
// Without this file all that a mutex protects looks unprotected after each wait. .ci/sanitize links it
// into the tests, in place of the library's functions of these names, which it calls.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

typedef SWIFT void lock_function(uint32_t thread, SELF void *mutex);
typedef SWIFT void unlock_function(SELF void *mutex);

void __tsan_acquire(void *address);
void __tsan_release(void *address);

static void *find(const char *name) {
  void *function = dlsym(RTLD_NEXT, name);
  if (!function) abort();
  return function;
}

// _MutexHandle._lockSlow(_: UInt32)
SWIFT void entangle_lock(uint32_t thread, SELF void *mutex) __asm__(LOCK);
SWIFT void entangle_lock(uint32_t thread, SELF void *mutex) {
  ((lock_function *)find(LOCK))(thread, mutex);
  __tsan_acquire(mutex);
}

// _MutexHandle._unlockSlow()
SWIFT void entangle_unlock(SELF void *mutex) __asm__(UNLOCK);
SWIFT void entangle_unlock(SELF void *mutex) {
  __tsan_release(mutex);
  ((unlock_function *)find(UNLOCK))(mutex);
}
