import Foundation
public import PrompterKit

/// Finds the sink that a user named.
public enum SinkReference {
  /// How a run writes.
  public struct Options: Sendable {
    /// What does the work, for outputs that keep the state of the run.
    public var worker: RunLedger.Worker?
    /// Whether everything that an output holds goes.
    public var isFresh: Bool
    /// Whether tables get the columns that they lack.
    public var migrates: Bool

    /// Makes options.
    public init(
      worker: RunLedger.Worker? = nil, isFresh: Bool = false, migrates: Bool = false
    ) {
      self.worker = worker
      self.isFresh = isFresh
      self.migrates = migrates
    }
  }

  /// The sink of `out.jsonl`, `out.csv`, `dir:FOLDER`, `sqlite:FILE[?table=T&text=1]`,
  /// `postgres://…` with the same options, or `-` for JSON lines on stdout.
  ///
  /// Throws `ReferenceError` when it is none of these.
  public static func sink(
    _ name: String, schema: Schema, options: Options = Options()
  ) throws -> any Sink {
    if name == "-" { return StandardOutputSink() }
    if name.hasPrefix("dir:") { return FolderSink(path: String(name.dropFirst(4))) }
    if let reference = try TableReference(name) {
      return TableSink(
        reference.store, try TableLayout(schema, storesText: reference.storesText), options)
    }
    if name.hasSuffix(".jsonl") { return JSONLSink(path: name) }
    if name.hasSuffix(".csv") { return CSVSink(path: name, schema: schema) }
    throw ReferenceError(
      "'\(name)' is no output; give FILE.jsonl, FILE.csv, dir:FOLDER, sqlite:FILE[?table=T], "
        + "postgres://…[?table=T], or -")
  }

  /// Checks that an output could be written, before anything is paid for; databases are asked when
  /// they are opened.
  ///
  /// Throws `FileError` when it cannot.
  public static func checkWritable(_ name: String) throws {
    if name == "-" { return }
    if let reference = try TableReference(name) {
      if let file = reference.file { try AtomicFile.checkWritable(URL(filePath: file)) }
      return
    }
    let file = URL(filePath: name.hasPrefix("dir:") ? "\(name.dropFirst(4))/record.json" : name)
    try AtomicFile.checkWritable(file)
  }

  /// Whether an output of this name is there already; stdout never is, a server may be.
  public static func exists(_ name: String) -> Bool {
    if name == "-" { return false }
    if let reference = try? TableReference(name) {
      return reference.file.map { FileManager.default.fileExists(atPath: $0) } ?? true
    }
    let path = name.hasPrefix("dir:") ? String(name.dropFirst(4)) : name
    return FileManager.default.fileExists(atPath: path)
  }

  /// The file beside an output that keeps the state of a run; nil when it has none, or keeps the
  /// state itself.
  public static func runFile(_ name: String) -> String? {
    if name == "-" || (try? TableReference(name)) != nil { return nil }
    let path = name.hasPrefix("dir:") ? String(name.dropFirst(4)) : name
    return (path.hasSuffix("/") ? String(path.dropLast()) : path) + ".run"
  }

  /// The file beside the first output that has a place, for records that a person is to look at; nil
  /// when none has.
  public static func reviewFile(_ outputs: [String]) -> String? {
    for output in outputs where output != "-" {
      if let reference = try? TableReference(output) {
        guard let file = reference.file else { continue }
        return file + ".review.sqlite"
      }
      let path = output.hasPrefix("dir:") ? String(output.dropFirst(4)) : output
      return (path.hasSuffix("/") ? String(path.dropLast()) : path) + ".review.sqlite"
    }
    return nil
  }

  /// Where a run keeps what it has done: its first output, or a file beside that; nil when all
  /// outputs are stdout.
  ///
  /// - Parameter sinks: those of the outputs, in their order.
  /// Throws `FileError` when the file cannot be written.
  public static func ledger(
    _ outputs: [String], _ sinks: [any Sink], _ options: Options
  ) throws -> (any DocumentLedger)? {
    for (output, sink) in zip(outputs, sinks) where output != "-" {
      if let table = sink as? TableSink { return table }
      guard let file = runFile(output), let worker = options.worker else { return nil }
      return try RunLedger(file, worker: worker, isFresh: options.isFresh)
    }
    return nil
  }

  /// What earlier runs have done, without opening anything to write.
  public static func done(
    _ outputs: [String], _ sinks: [any Sink], _ options: Options
  ) async -> RunLedger.Done {
    guard !options.isFresh, outputs.allSatisfy(exists) else { return RunLedger.Done() }
    for (output, sink) in zip(outputs, sinks) where output != "-" {
      if let table = sink as? TableSink { return await table.doneBefore() }
      guard let file = runFile(output), let worker = options.worker else { break }
      return RunLedger.done(file, by: worker)
    }
    return RunLedger.Done()
  }
}
