#ifndef ENTANGLE_CGIT2_SHIM_H
#define ENTANGLE_CGIT2_SHIM_H

#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <zlib.h>

/* git_libgit2_opts and inflateInit are a variadic function and a macro: Swift imports neither. */

static inline int entangle_git_set_owner_validation(int enabled) {
  return git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, enabled);
}

static inline int entangle_git_set_strict_hash_verification(int enabled) {
  return git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, enabled);
}

/*
 * Lets repositories open that have extensions (git-config(1)) which change nothing of what is read here:
 * libgit2 1.5 can read their configuration, no object is fetched when it is needed, nothing is pruned,
 * and no setting of one work tree is asked for.
 */
static inline int entangle_git_accept_extensions(void) {
  const char *accepted[] = {"objectformat", "partialclone", "preciousobjects", "worktreeconfig"};
  return git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, accepted, sizeof(accepted) / sizeof(*accepted));
}

static inline int entangle_git_set_object_cache(int enabled) {
  return git_libgit2_opts(GIT_OPT_ENABLE_CACHING, enabled);
}

static inline int entangle_git_set_pack_window(size_t bytes, size_t mapped) {
  int status = git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, bytes);
  return status < 0 ? status : git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, mapped);
}

static inline int entangle_inflate_init(z_stream *stream) { return inflateInit(stream); }

#endif
