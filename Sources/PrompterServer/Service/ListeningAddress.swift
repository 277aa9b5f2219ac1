import Foundation
import NIOCore
import PrompterKit

/// The address that a service listens on.
struct ListeningAddress {
  let host: String

  init(_ host: String) {
    self.host = host
  }

  /// Whether nobody but this machine can reach it.
  var isLoopback: Bool {
    if host == "localhost" || host == "::1" || host == "[::1]" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }

  /// Throws `ReferenceError` when strangers could ask and nothing keeps them off.
  func check(hasTokens: Bool, isOpenOnPurpose: Bool) throws {
    guard isLoopback || hasTokens || isOpenOnPurpose else {
      throw ReferenceError(
        "\(host) can be reached from other machines, and no token is asked for: give --token-file, "
          + "listen on 127.0.0.1, or say --open if that is meant")
    }
  }
  /// The same error in words for people, when it is one of those that keep a service from listening.
  func explained(_ error: any Error, port: Int) -> any Error {
    switch error {
    case let error as IOError where error.errnoCode == EADDRINUSE:
      ListeningError("\(name):\(port) is in use; choose another --port")
    case let error as IOError where error.errnoCode == EACCES:
      ListeningError("\(name):\(port) may not be listened on; choose a --port from 1024")
    case let error as IOError where error.errnoCode == EADDRNOTAVAIL:
      ListeningError("\(host) is no address of this machine; choose another --host")
    case is SocketAddressError.UnknownHost, is SocketAddressError:
      ListeningError("the name '\(host)' cannot be resolved; choose another --host")
    default: error
    }
  }

  /// The address as addresses of pages write it.
  private var name: String {
    host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
  }
}

/// Why a service cannot listen.
public struct ListeningError: Error, CustomStringConvertible, Hashable, Sendable {
  /// What is wrong and what to do about it.
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}
