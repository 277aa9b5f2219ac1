import PrompterKit

@testable import PrompterData

/// HTML: what is read is not longer than what entities and marks of lists can make of it, and the
/// text of that text is no error.
func feedHTML(_ bytes: [UInt8]) {
  guard let text = try? HTMLReader.text(bytes) else { return }
  precondition(text.utf8.count <= bytes.count * 64 + 64, "more text than markup can say")
  precondition(!text.hasPrefix("\n"), "an empty line comes first")
  _ = HTMLCleaner.clean(HTMLCleaner.clean(bytes))
}

/// XML: what is read is bounded by its elements and their depth.
func feedXML(_ bytes: [UInt8]) {
  guard let text = try? XMLReader.text(bytes) else { return }
  precondition(!text.isEmpty, "a document without text is an error")
}

/// E-mail: what is read is not longer than what pages in it can make of it.
func feedMail(_ bytes: [UInt8]) {
  guard let text = try? MailReader.text(bytes) else { return }
  precondition(text.utf8.count <= bytes.count * 64 + 1_024, "more text than the mail can say")
}
