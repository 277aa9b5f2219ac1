import Foundation

/// How a `CurlTransport` reaches other hosts: proxies and certificates.
public struct CurlConfiguration: Hashable, Sendable {
  /// The proxy for every host except this machine; nil takes `http_proxy`, `https_proxy` and
  /// `all_proxy` from the environment, and an empty text means none.
  public var proxy: String?
  /// Hosts that are reached directly, separated by commas; `*` means all.
  public var directHosts: String
  /// A file with the certificates to trust, in PEM form; nil trusts what the system trusts.
  public var certificateFile: String?
  /// The most connections kept open when idle.
  public var maximumIdleConnections: Int
  private let environmentHasProxy: Bool

  /// Makes a configuration from this process's environment variables.
  public init() { self.init(environment: ProcessInfo.processInfo.environment) }

  /// Makes a configuration from environment variables: `NO_PROXY` and `SSL_CERT_FILE` count.
  ///
  /// This machine (`localhost`, `127.0.0.1`, `::1`) is always reached directly.
  public init(environment: [String: String]) {
    proxy = nil
    directHosts = Self.directHosts(environment)
    certificateFile = environment["SSL_CERT_FILE"].flatMap { $0.isEmpty ? nil : $0 }
    maximumIdleConnections = 4_096
    environmentHasProxy = Self.proxyVariables.contains {
      environment[$0].map { !$0.isEmpty } == true
    }
  }

  /// Whether hosts elsewhere are reached through a proxy.
  var usesProxy: Bool { proxy.map { !$0.isEmpty } ?? environmentHasProxy }

  private static let proxyVariables = [
    "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
  ]

  private static func directHosts(_ environment: [String: String]) -> String {
    let given = environment["no_proxy"] ?? environment["NO_PROXY"] ?? ""
    let hosts = given.trimmingCharacters(in: .whitespacesAndNewlines)
    if hosts == "*" { return hosts }
    return ([hosts] + ["localhost", "127.0.0.1", "::1"]).filter { !$0.isEmpty }
      .joined(separator: ",")
  }
}
