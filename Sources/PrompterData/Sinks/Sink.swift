import Foundation
public import PrompterKit

/// Takes extracted lines, in the order in which they are done.
public protocol Sink: Sendable {
  /// Opens the sink and keeps the last line that it holds of each document with one of these ids;
  /// the rest goes.
  ///
  /// - Returns: the ids that it holds.
  /// Throws `FileError` when it cannot be written.
  @discardableResult
  func open(keeping done: IDSet) async throws -> IDSet
  /// Writes the line of a document: what `predict` prints.
  ///
  /// It is called, and must write, when the run is being interrupted and its task is cancelled.
  func write(_ line: JSONValue) async throws
  /// Makes sure that everything is written.
  func close() async throws
}

/// Finds the sink that a user named.
public enum SinkReference {
  /// The sink of `out.jsonl`, `out.csv`, `dir:FOLDER`, or `-` for JSON lines on stdout.
  ///
  /// Throws `ReferenceError` when it is none of these.
  public static func sink(_ name: String, schema: Schema) throws -> any Sink {
    if name == "-" { return StandardOutputSink() }
    if name.hasPrefix("dir:") { return FolderSink(path: String(name.dropFirst(4))) }
    if name.hasSuffix(".jsonl") { return JSONLSink(path: name) }
    if name.hasSuffix(".csv") { return CSVSink(path: name, schema: schema) }
    throw ReferenceError("'\(name)' is no output; give FILE.jsonl, FILE.csv, dir:FOLDER, or -")
  }

  /// Checks that an output could be written, before anything is paid for.
  ///
  /// Throws `FileError` when it cannot.
  public static func checkWritable(_ name: String) throws {
    if name == "-" { return }
    let file = URL(filePath: name.hasPrefix("dir:") ? "\(name.dropFirst(4))/record.json" : name)
    try AtomicFile.checkWritable(file)
  }

  /// Whether an output of this name is there already; stdout never is.
  public static func exists(_ name: String) -> Bool {
    let path = name.hasPrefix("dir:") ? String(name.dropFirst(4)) : name
    return name != "-" && FileManager.default.fileExists(atPath: path)
  }

  /// Where the state of a run lies for this output; nil when it has none.
  public static func runFile(_ name: String) -> String? {
    if name == "-" { return nil }
    let path = name.hasPrefix("dir:") ? String(name.dropFirst(4)) : name
    return (path.hasSuffix("/") ? String(path.dropLast()) : path) + ".run"
  }
}
