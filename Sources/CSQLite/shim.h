#ifndef ENTANGLE_CSQLITE_SHIM_H
#define ENTANGLE_CSQLITE_SHIM_H

#include <sqlite3.h>

/* SQLITE_TRANSIENT is a cast of -1 to a function: Swift does not import it. SQLite copies the bytes. */

static inline int entangle_sqlite_bind_text(
    sqlite3_stmt *statement, int place, const char *text, int count) {
  return sqlite3_bind_text(statement, place, text, count, SQLITE_TRANSIENT);
}

#endif
