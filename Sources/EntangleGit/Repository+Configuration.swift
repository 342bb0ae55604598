internal import CGit2
internal import EntangleModel
internal import Synchronization

extension Repository {
  /// The value of a configuration key such as `user.name`, from all files that git reads; the last
  /// one where there are several, nil where there is none. Throws `.library` for a malformed key
  /// or file.
  public func configuration(_ key: String) throws(GitError) -> String? {
    try handle.withLock { (repository) throws(GitError) -> String? in
      try ConfigurationHandle(of: repository).value(of: key)
    }
  }

  /// The remotes that local branches follow, as `git pull` would (`branch.<name>.remote`). Throws `.library`.
  public func remotesOfBranches() throws(GitError) -> Set<String> {
    try handle.withLock { (repository) throws(GitError) -> Set<String> in
      Set(try ConfigurationHandle(of: repository).values(matching: #"^branch\..*\.remote$"#))
    }
  }

  /// The names of the remotes that the configuration has. Throws `.library`.
  public func remotes() throws(GitError) -> [String] {
    try handle.withLock { (repository) throws(GitError) -> [String] in
      var names = git_strarray()
      let status = git_remote_list(&names, repository.pointer)
      try GitLibrary.check(status, "list", "remotes")
      defer { git_strarray_dispose(&names) }
      return UnsafeBufferPointer(start: names.strings, count: names.count).compactMap { name in
        name.map { String(cString: $0) }
      }
    }
  }

  /// The addresses that a push to a remote goes to: `remote.<name>.pushurl`, else `remote.<name>.url`. Throws `.library`.
  public func pushURLs(_ name: String) throws(GitError) -> [String] {
    try handle.withLock { (repository) throws(GitError) -> [String] in
      let configuration = try ConfigurationHandle(of: repository)
      let own = try configuration.values(of: "remote.\(name).pushurl")
      return own.isEmpty ? try configuration.values(of: "remote.\(name).url") : own
    }
  }

  /// The address of a remote, with `url.*.insteadOf` applied; nil where there is no such remote.
  /// Throws `.library`.
  public func remoteURL(_ name: String) throws(GitError) -> String? {
    try handle.withLock { (repository) throws(GitError) -> String? in
      var remote: OpaquePointer?
      let status = git_remote_lookup(&remote, repository.pointer, name)
      if status == GIT_ENOTFOUND.rawValue { return nil }
      try GitLibrary.check(status, "read remote", displayText(name.utf8))
      defer { git_remote_free(remote) }
      return git_remote_url(remote).map { String(cString: $0) }
    }
  }
}
