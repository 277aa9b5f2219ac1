public import PrompterCore

/// Items of a review queue as people and programs read them on a terminal.
public enum ReviewText {
  /// The table of a list.
  public static func list(
    _ entries: [ReviewQueue.Entry], _ counts: [ReviewItem.Status: Int]
  ) -> String {
    var text =
      ReviewItem.Status.allCases.map { "\(counts[$0] ?? 0) \($0.rawValue)" }
      .joined(separator: ", ") + "\n"
    guard !entries.isEmpty else { return text }
    var table = TextTable(["id", "confidence", "status", "reasons"])
    for entry in entries {
      table.add([
        line(entry.id), TableNumber.score(entry.confidence), entry.status.rawValue,
        (entry.reasons.array ?? []).map(reason).joined(separator: "; "),
      ])
    }
    text += "\n" + table.text + "\n"
    return text
  }

  /// The list as JSON.
  public static func json(
    _ entries: [ReviewQueue.Entry], _ counts: [ReviewItem.Status: Int]
  ) -> JSONValue {
    var json = JSONObject(
      ReviewItem.Status.allCases.map { ($0.rawValue, .integer(counts[$0] ?? 0)) })
    json["items"] = .array(
      entries.map { entry in
        [
          "id": .string(entry.id), "status": .string(entry.status.rawValue),
          "confidence": JSONValue(entry.confidence), "reasons": entry.reasons,
          "added": .string(entry.added), "decided": entry.decided.map(JSONValue.string) ?? .null,
        ]
      })
    return .object(json)
  }

  /// A record beside its document.
  public static func show(_ item: ReviewItem) -> String {
    var text = "\(line(item.id))  \(item.status.rawValue)"
    text += "  confidence \(TableNumber.score(item.confidence))\n"
    for each in item.reasons.array ?? [] { text += "  \(reason(each))\n" }
    var table = TextTable(["field", "confidence", "value"])
    for field in ReviewForm(item).fields {
      table.add([field.path, TableNumber.score(field.confidence), line(field.shown)])
    }
    text += "\n" + table.text + "\n\n"
    return text + printable(item.document.text) + "\n"
  }

  /// A reason in words: its code, and the values that it is about.
  static func reason(_ reason: JSONValue) -> String {
    let code = reason[key: "code"]?.string ?? "?"
    let fields = (reason[key: "fields"]?.array ?? []).compactMap(\.string)
    guard !fields.isEmpty else { return code }
    return "\(code): \(fields.prefix(4).joined(separator: ", "))\(fields.count > 4 ? ", …" : "")"
  }

  /// A text in one line of at most 60 characters.
  private static func line(_ text: String) -> String {
    let flat = printable(text).replacing("\n", with: " ")
    return flat.count > 60 ? "\(flat.prefix(59))…" : flat
  }

  /// A text without what could move the cursor of a terminal.
  private static func printable(_ text: String) -> String {
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let isControl = scalar.properties.generalCategory == .control
      shown.append(isControl && scalar != "\n" && scalar != "\t" ? "\u{FFFD}" : scalar)
    }
    return String(shown)
  }
}

extension ReviewItem {
  /// The item as JSON: all that is known of it.
  public var json: JSONValue {
    [
      "id": .string(id), "status": .string(status.rawValue),
      "confidence": JSONValue(confidence), "reasons": reasons, "text": .string(document.text),
      "input": document.input.map(JSONValue.object) ?? .null, "data": record,
      "extracted": extracted, "fields": line[key: "fields"] ?? .null,
      "prompter": line[key: "prompter"] ?? .null, "model": line[key: "model"] ?? .null,
    ]
  }
}
