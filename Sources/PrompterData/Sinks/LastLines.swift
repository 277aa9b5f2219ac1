/// The lines of a file of which only the last of each document counts.
struct LastLines {
  private var lines: [(id: String, line: String)] = []

  /// The ids of the lines.
  var ids: Set<String> { Set(lines.map(\.id)) }

  /// The lines that count, in the order of the file.
  var text: String {
    var last: [String: Int] = [:]
    for (index, line) in lines.enumerated() { last[line.id] = index }
    return lines.enumerated().filter { last[$1.id] == $0 }.map(\.element.line).joined()
  }

  /// One more line, with its line end.
  mutating func add(_ line: String, of id: String) {
    lines.append((id, line))
  }
}
