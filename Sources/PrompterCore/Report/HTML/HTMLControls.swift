/// The form above a list of rows: what is shown, and in which order.
///
/// Hidden until the script runs: without it, it could do nothing.
struct HTMLControls {
  /// What may be shown: the state of rows and its name; the first one is chosen.
  let states: [(value: String, name: String)]
  /// What is asked of a field.
  let fieldLabel: String
  /// The fields, told by their places.
  let fields: [FieldPath]
  /// Whether rows have a confidence to choose by.
  let hasConfidence: Bool
  /// What rows are sorted by; the first one is their order to begin with.
  let sorts: [(key: String, name: String)]

  var html: String {
    var out = "<form id=\"controls\" hidden>\n<label>Show <select id=\"state\">"
    for (value, name) in states { out += "<option value=\"\(value)\">\(name)</option>" }
    out += "</select></label>\n<label>\(fieldLabel) <select id=\"field\">"
    out += "<option value=\"\">any field</option>"
    for (index, field) in fields.enumerated() {
      out += "<option value=\"\(index)\">\(HTMLReport.escape(field.description))</option>"
    }
    out += "</select></label>\n"
    if hasConfidence {
      out +=
        "<label>Confidence at most <output id=\"most\" for=\"confidence-limit\">100 %</output> "
      out +=
        "<input id=\"confidence-limit\" type=\"range\" min=\"0\" max=\"100\" value=\"100\"></label>\n"
    }
    out += "<label class=\"search\">Search <input id=\"search\" type=\"search\" "
    out += "placeholder=\"id, value or text\" autocomplete=\"off\"></label>\n"
    out +=
      "<div class=\"sort\" role=\"group\" aria-label=\"Sort by\"><span aria-hidden=\"true\">Sort</span>"
    for (index, sort) in sorts.enumerated() {
      out += "<button type=\"button\" data-sort=\"\(sort.key)\" aria-pressed=\"\(index == 0)\">"
      out += "\(sort.name)<span class=\"way\"></span></button>"
    }
    out += "</div>\n<p id=\"shown\" role=\"status\"></p>\n"
    return out + "</form>\n"
  }
}
