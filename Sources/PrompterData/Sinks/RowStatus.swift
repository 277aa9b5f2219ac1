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

  /// Whether the document need not be extracted again, as SQL says it.
  static let isDone = "_status IN ('done', 'review')"
}
