import PrompterKit

/// The documents in and below a folder, those that are there and those that come, until the task is
/// cancelled.
///
/// One that comes again with the same content is left out; with another content it is a document
/// again, whose record takes the place of the first.
public struct WatchedDocuments: Sequence, IteratorProtocol {
  private var watch: FolderWatch
  private var seen: [IDSet.Key: Int] = [:]

  /// Begins to watch a folder.
  ///
  /// - Parameters:
  ///   - pages: the pages of PDF files; nil for all.
  ///   - seesPictures: whether image files and scanned pages are read, too.
  /// Throws `FileError` when it is no folder, or cannot be watched.
  public init(_ folder: String, pages: PageRange? = nil, seesPictures: Bool = false) throws {
    watch = try FolderWatch(
      folder, reading: DocumentReading(pages: pages, seesPictures: seesPictures))
  }

  /// The next document; it is waited for.
  public mutating func next() -> DistinctDocuments.Item? {
    while let item = watch.next() {
      switch item {
      case .failure(let error): return .unreadable(error)
      case .success(let document):
        let content = document.hashValue
        guard seen.updateValue(content, forKey: IDSet.Key(document.id)) != content else { continue }
        return .document(document)
      }
    }
    return nil
  }
}
