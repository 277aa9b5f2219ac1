import Foundation
import Glibc

/// A Postgres server of its own for one test, in a temporary folder, reached by a socket in it.
///
/// The server does not run as root: for root it runs as the user `postgres`.
final class PostgresServer: Sendable {
  /// Where Debian has the server's programs; nil when they are not installed.
  static let programs: String? = {
    let root = "/usr/lib/postgresql"
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    return versions.sorted { (Int($0) ?? 0) < (Int($1) ?? 0) }.last.map { "\(root)/\($0)/bin" }
  }()

  private let folder: String

  init() throws {
    // A socket's path is short, and nobody but its owner may look into the folder.
    folder = "/tmp/prompter-pg-\(UUID().uuidString.prefix(8))"
    mkdir(folder, 0o700)
    if getuid() == 0, let user = getpwnam("postgres") {
      chown(folder, user.pointee.pw_uid, user.pointee.pw_gid)
    }
    try run("initdb", ["-D", "\(folder)/data", "-A", "trust", "-U", "test", "-N", "-E", "UTF8"])
    try start()
  }

  deinit {
    try? stop()
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// The address of its database, with some options.
  func address(_ options: String = "") -> String {
    "postgres:///postgres?host=\(folder)&user=test" + (options.isEmpty ? "" : "&\(options)")
  }

  func start() throws {
    let options = "-c listen_addresses= -c unix_socket_directories=\(folder) -c fsync=off"
    try run(
      "pg_ctl", ["-D", "\(folder)/data", "-w", "-l", "\(folder)/log", "-o", options, "start"])
  }

  func stop() throws {
    try run("pg_ctl", ["-D", "\(folder)/data", "-w", "-m", "immediate", "stop"])
  }

  /// Through the system's shell: Foundation's `Process` waits for whatever inherits from it, and so
  /// for the server.
  private func run(_ program: String, _ arguments: [String]) throws {
    let words =
      (getuid() == 0 ? ["runuser", "-u", "postgres", "--"] : []) + [
        "\(Self.programs ?? "")/\(program)"
      ]
    let line = (words + arguments).map { "'\($0)'" }.joined(separator: " ")
    guard system("cd /tmp && \(line) </dev/null >/dev/null 2>&1") == 0 else {
      throw CocoaError(.executableLoad)
    }
  }
}
