import PrompterKit

/// The state in which a document ends, as tables say it.
enum RowStatus: String {
  /// It has a record.
  case done
  /// It has a record that a person is to look at.
  case review
  /// It has none.
  case failed

  /// The state that a line tells of.
  init(_ line: JSONValue) {
    guard line[key: "ok"]?.bool == true else {
      self = .failed
      return
    }
    self = line[key: "review"]?[key: "status"]?.string == "open" ? .review : .done
  }

  /// Where a failure does not take the place of a record: one of the same content, by whomever.
  ///
  /// - Parameter same: how SQL compares values of which both may be null.
  static func isNewer(same: String) -> String {
    "NOT (excluded._status = 'failed' AND held.\(isDone) "
      + "AND held._content \(same) excluded._content)"
  }

  /// Whether the document need not be extracted again, as SQL says it.
  static let isDone = "_status IN ('done', 'review')"
}
