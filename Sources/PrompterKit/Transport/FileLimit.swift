import Glibc

/// The number of files and sockets this process may have open.
public enum FileLimit {
  /// Raises the soft limit to the hard one (at most 1,048,576) and returns what now holds.
  ///
  /// Thousands of connections need it: the usual soft limit is 1,024. A refusal by the system
  /// changes nothing and is not an error.
  @discardableResult
  public static func raise() -> Int {
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0 else { return 0 }
    let wanted = min(limit.rlim_max, 1 << 20)
    if wanted > limit.rlim_cur {
      var raised = limit
      raised.rlim_cur = wanted
      if setrlimit(resource, &raised) == 0 { limit = raised }
    }
    return Int(clamping: limit.rlim_cur)
  }

  /// Files that a run needs beside its connections: inputs, outputs, journal, cache.
  private static let reserve = 32

  /// How many connections the process may have at once; at least one.
  public static var connections: Int { max(1, raise() - reserve) }
}
