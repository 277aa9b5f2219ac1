/// How files become documents.
struct DocumentReading: Sendable {
  /// The pages of PDF files; nil for all.
  var pages: PageRange?
  /// Whether pictures are documents, and scanned pages pictures: someone will look at them.
  var seesPictures = false
}
