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
}
