/// The names of requests.
enum RequestName {
  private static let longest = 128

  /// The caller's own name for the request, if it gave one that is fit for headers and logs, else a
  /// fresh one.
  static func name(_ given: String?) -> String {
    if let given, (1...longest).contains(given.utf8.count),
      given.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    {
      return given
    }
    var generator = SystemRandomNumberGenerator()
    let digits = String(generator.next(), radix: 16)
    let more = String(generator.next(), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
      + String(repeating: "0", count: 16 - more.count) + more
  }
}
