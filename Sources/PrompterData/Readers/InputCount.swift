import Foundation
import PrompterKit

extension InputReader {
  /// What is left out of the folders among inputs, because of its endings, in words; nil for nothing.
  public static func leftOut(of inputs: [String]) -> String? {
    var counts: [String: Int] = [:]
    for input in inputs {
      let values = try? URL(filePath: input).resourceValues(forKeys: [.isDirectoryKey])
      guard values?.isDirectory == true else { continue }
      counts.merge(
        FolderReader(folder: FilePath(input), name: input).leftOut(), uniquingKeysWith: +)
    }
    guard !counts.isEmpty else { return nil }
    let most = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let named = most.prefix(5).map { "\($0.value) × \($0.key)" }.joined(separator: ", ")
    let count = counts.values.reduce(0, +)
    return "left out \(count) file\(count == 1 ? "" : "s") that "
      + "\(count == 1 ? "is" : "are") no text of a kind that is read: \(named)"
      + (most.count > 5 ? ", and others" : "")
  }

  /// How many documents inputs hold, counted without reading them as documents: lines that are not
  /// blank, rows of CSV, text files in folders.
  ///
  /// - Returns: nil when it cannot be known before they are read: stdin, a pipe, a file of more than
  ///   1 GiB.
  public static func count(of inputs: [String], first: Int?, seesPictures: Bool = false) -> Int? {
    var total = 0
    for input in inputs {
      guard let count = count(of: input, seesPictures) else { return nil }
      total += count
    }
    return min(total, first ?? .max)
  }

  /// The same for the documents that are meant; nil also when only their content tells.
  public static func count(of inputs: [String], rows: RowSelection, seesPictures: Bool = false)
    -> Int?
  {
    guard rows.filters.isEmpty else { return nil }
    let bounds = [rows.first, rows.sample, rows.ids?.count].compactMap { $0 }
    return count(of: inputs, first: bounds.min(), seesPictures: seesPictures)
  }

  private static func count(of input: String, _ seesPictures: Bool) -> Int? {
    guard input != "-" else { return nil }
    if !FileManager.default.fileExists(atPath: input), let pattern = GlobPattern(input) {
      let files = GlobReader(pattern: pattern, name: input, textColumn: nil).files()
      return files.reduce(0) { sum, file in
        let path = (try? file.get())?.text
        return sum.flatMap { sum in
          (path.map { count(ofFile: $0, seesPictures) } ?? 1).map { sum + $0 }
        }
      }
    }
    return count(ofFile: input, seesPictures)
  }

  private static func count(ofFile input: String, _ seesPictures: Bool) -> Int? {
    let file = URL(filePath: input)
    let values = try? file.resourceValues(forKeys: [
      .isRegularFileKey, .isDirectoryKey, .fileSizeKey,
    ])
    if values?.isDirectory == true {
      return FolderReader(
        folder: FilePath(input), name: input,
        reading: DocumentReading(seesPictures: seesPictures)
      ).items().reduce(0) { count, _ in
        count + 1
      }
    }
    guard values?.isRegularFile == true, values?.fileSize ?? 0 <= TextFile.maximumBytes else {
      return nil
    }
    guard let (format, isGzip) = FileFormat.of(name: input), format.hasRows else { return 1 }
    let lines = lines(of: file, isGzip: isGzip, quoted: format != .jsonLines)
    return format == .jsonLines ? lines : lines.map { max(0, $0 - 1) }
  }

  /// Lines that are not blank; a line break between quotes ends no line.
  private static func lines(of file: URL, isGzip: Bool, quoted: Bool) -> Int? {
    guard var source = try? RowSource.open(file, name: file.path, isGzip: isGzip) else {
      return nil
    }
    var (count, hasText, isInside) = (0, false, false)
    while let bytes = try? source.next() {
      for byte in bytes {
        if quoted, byte == UInt8(ascii: "\"") { isInside.toggle() }
        if byte == UInt8(ascii: "\n"), !isInside {
          if hasText { count += 1 }
          hasText = false
        } else if byte > UInt8(ascii: " ") {
          hasText = true
        }
      }
    }
    return hasText ? count + 1 : count
  }
}
