import PrompterKit

/// An item of a batch, or what is wrong with it.
struct BatchItem: Sendable {
  /// The id that it gives itself; nil when there is none.
  let id: String?
  let content: Result<ExtractionItem, Problem>

  init(id: String?, content: Result<ExtractionItem, Problem>) {
    self.id = id
    self.content = content
  }

  /// Reads an item.
  ///
  /// - Parameter index: its place, which problems name.
  init(_ json: JSONValue, at index: Int) {
    self.init(
      id: ExtractionItem.id(of: json),
      content: Result { () throws(Problem) in try ExtractionItem(json, at: "[\(index)]") })
  }
}
