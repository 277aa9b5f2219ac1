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
  /// Moves what it holds out of the way, because another prompter or model is to write there.
  ///
  /// - Returns: where it is now; nil when it stays.
  /// Throws `FileError` when it cannot be moved.
  func setAside() async throws -> String?
  /// Writes the line of a document: what `predict` prints.
  ///
  /// It is called, and must write, when the run is being interrupted and its task is cancelled.
  func write(_ line: JSONValue) async throws
  /// Writes the line of a document that is there to be looked at; nil when it could not be read.
  func write(_ line: JSONValue, of document: Document?) async throws
  /// The documents whose last line is a failure, looked up before the sink is opened; nil when it
  /// keeps none.
  func failedIDs() async throws -> IDSet?
  /// Makes sure that everything is written.
  func close() async throws
}

extension Sink {
  /// Writes the line; what is made of it does not depend on the document.
  public func write(_ line: JSONValue, of document: Document?) async throws {
    try await write(line)
  }

  /// It stays, and what is new takes its place.
  public func setAside() async throws -> String? { nil }

  /// It keeps none.
  public func failedIDs() async throws -> IDSet? { nil }
}
