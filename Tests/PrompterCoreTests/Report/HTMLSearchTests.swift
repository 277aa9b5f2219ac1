import PrompterCore
import Testing

@Suite struct HTMLSearchTests {
  @Test("the header has the held-out numbers, what was spent, and why it ended")
  func header() throws {
    let html = try SearchSample.report().html
    for part in [
      "<h1><bdi>invoices@2</bdi></h1>", "<bdi>openai/m</bdi>: what was found is shipped",
      "<dt>Held-out score</dt><dd>0.250 → 0.625</dd>", "on rows that the search never saw",
      "<dt>Gain</dt><dd>+0.375</dd>", "95 % interval [", "n = 4",
      "<dt>Shipped</dt><dd>what was found</dd><dd class=\"note\">texts for [vendor]</dd>",
      "<dt>Candidates</dt><dd>4</dd><dd class=\"note\">1 given up</dd>",
      "<dt>Calls</dt><dd>1,051</dd>", "1,048 task, 3 proposer; 0 more from cache",
      "<dt>Tokens</dt><dd>12,900</dd>", "<dt>Cost</dt><dd>$0.2500</dd>",
      "<dt>Time</dt><dd>93 s</dd>",
      "the budget of 100 calls was used", "rows that chose between candidates",
      "The held-out numbers are the ones to quote.",
    ] {
      #expect(html.contains(part), "\(part)")
    }
  }

  @Test("a p value below what is printed is text, not the beginning of a tag")
  func smallP() throws {
    let html = try SearchSample.report(heldOut: SearchSample.certain).html
    #expect(html.contains("<dt>p</dt><dd>&lt; 0.001</dd>"))
    #expect(!html.contains("< 0.001"))
  }

  @Test("the page loads nothing and needs no handler in an attribute")
  func policy() throws {
    let html = try SearchSample.report().html
    #expect(
      html.contains(
        "content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\""))
    for part in ["http://", "https://", "src=", "@import", "url(", " onclick", " onload", "<link"] {
      #expect(!html.contains(part), "\(part)")
    }
    #expect(html.occurrences(of: "<script>") == 1 && html.occurrences(of: "<style>") == 1)
  }

  @Test("fields are in the schema's order, with what they gained and lost")
  func fields() throws {
    let html = try SearchSample.report().html
    let vendor =
      "<bdi>vendor</bdi></th><td class=\"n\">0.500</td><td class=\"n\">0.750</td>"
      + "<td class=\"n up\">+0.250</td>"
    let total =
      "<bdi>total</bdi></th><td class=\"n\">0.250</td><td class=\"n\">0.125</td>"
      + "<td class=\"n down\">-0.125</td>"
    let first = try #require(html.firstRange(of: vendor))
    let second = try #require(html.firstRange(of: total))
    #expect(first.upperBound < second.lowerBound)
  }

  @Test("each evaluation of the search is a dot, and none of the confirmation")
  func dots() throws {
    let html = try SearchSample.report().html
    #expect(html.occurrences(of: "<circle class=\"dot") == 4)
    #expect(html.occurrences(of: "<circle class=\"dot way\"") == 3)
    #expect(html.occurrences(of: "<circle class=\"dot hollow\"") == 1)
    #expect(
      html.contains("<title>instruction: 0.125 over 8 rows, after 24 questions</title>"))
    #expect(html.contains(">confirmation</text>"))
    #expect(
      html.contains("<rect class=\"held seed\"") && html.contains("<rect class=\"held found\""))
    #expect(html.contains("role=\"img\"") && html.contains("aria-label=\"Score of the search over"))
  }

  @Test("the line is flat between new bests, and rises where one is found")
  func line() throws {
    let html = try SearchSample.report().html
    let start = try #require(html.firstRange(of: "<polyline class=\"curve\" points=\""))
    let points = html[start.upperBound...].prefix { $0 != "\"" }.split(separator: " ")
    let heights = points.compactMap { $0.split(separator: ",").last }
    // Two of the seed's height, two of a's, and c's where the search ends.
    #expect(points.count >= 5)
    #expect(Set(heights).count == 3)
    #expect(heights.first != heights.last)
  }

  @Test("each search has a line of its own")
  func folds() throws {
    let fold = SearchSample.events.prefix { $0 != SearchSample.chosen("c") }
    let events = [SearchSample.stage("fold")] + fold.dropFirst() + SearchSample.events
    let html = try SearchSample.report(events).html
    #expect(html.occurrences(of: "<polyline class=\"curve\"") == 2)
    #expect(html.contains(">fold 1</text>") && html.contains(">final search</text>"))
    #expect(html.contains("Each fold's search has rows of its own"))
    let once = try SearchSample.report().html
    #expect(once.occurrences(of: "<polyline class=\"curve\"") == 1)
    #expect(!once.contains("Each fold's search"))
  }

  @Test("the way to what was found is marked, and comes before what was given up")
  func lineage() throws {
    let html = try SearchSample.report().html
    #expect(html.occurrences(of: "<li class=\"way\">") == 3)
    #expect(html.contains("given up: <bdi>0 wins, 6 losses</bdi>"))
    #expect(html.contains("<span class=\"chip right\">found, shipped</span>"))
    let found = try #require(
      html.firstRange(of: "<a href=\"#c3\"><bdi>texts for [vendor]</bdi></a>"))
    let dead = try #require(html.firstRange(of: "<a href=\"#c2\"><bdi>instruction</bdi></a>"))
    #expect(found.lowerBound < dead.lowerBound)
  }

  @Test("a candidate has its fields' means, its parent, and its changes word by word")
  func candidates() throws {
    let html = try SearchSample.report().html
    #expect(html.occurrences(of: "<details class=\"row candidate\"") == 4)
    #expect(
      html.contains(
        "id=\"c3\" data-order=\"3\" data-n=\"16\" data-state=\"way best kept\" "
          + "data-means=\"0.625 0.250 1.000\">"))
    #expect(html.contains("<option value=\"0\">total</option><option value=\"1\">vendor</option>"))
    #expect(html.contains("made from <a href=\"#c1\"><bdi>4 errors demonstrations</bdi></a>"))
    #expect(html.contains("<del>Extract</del> the record.") && html.contains("<ins>Copy</ins>"))
    #expect(html.contains("del::before { content: \" [removed: \"; }"))
  }

  @Test("the shipped prompt stands against the seed's, and refused texts are counted")
  func prompt() throws {
    let html = try SearchSample.report().html
    #expect(html.contains("<p class=\"name\"><bdi>Field vendor</bdi></p>"))
    #expect(html.contains("The seller<ins>&#39;s full name</ins>"))
    #expect(html.contains("<bdi>too long</bdi></th><td class=\"n\">2</td>"))
    #expect(html.contains("<bdi>copies a value</bdi></th><td class=\"n\">1</td>"))
  }

  @Test("of many demonstrations the first five are shown, and how many a prompt shows")
  func demonstrations() throws {
    let report = try SearchSample.report { template in
      template.layout.nearest = 3
      template.demonstrations = (1...20).map {
        Demonstration(input: "Text \($0) <b>", expected: ["vendor": .string("V\($0)"), "total": 1])
      }
    }
    let html = report.html
    #expect(html.contains("20 now, 0 in the seed. Each prompt shows 3 of them"))
    #expect(html.contains("These are the first 5."))
    #expect(html.contains("Text 5 &lt;b&gt;") && !html.contains("Text 6 "))
    #expect(html.contains("<bdi>Nearest demonstrations shown</bdi>"))
    #expect(html.contains("<del>all</del>") && html.contains("<ins>3</ins>"))
  }

  @Test("when the seed is shipped the page says so, and still shows what was found")
  func seedShipped() throws {
    let html = try SearchSample.report(origin: "seed") { _ in }.html
    #expect(html.contains("the seed is shipped"))
    #expect(html.contains("The shipped prompt is the one that the search started from."))
    #expect(html.contains("found, not shipped") && html.contains("seed, shipped"))
  }

  @Test("without a history or held-out rows the page says so")
  func degenerate() throws {
    let empty = try SearchSample.report([], heldOut: nil, origin: "seed", seconds: 0) { _ in }.html
    #expect(empty.contains("<p>Nothing was tried.</p>"))
    #expect(empty.contains("<dt>Held-out score</dt><dd>–</dd>"))
    #expect(empty.contains("not confirmed on held-out examples"))
    #expect(
      !empty.contains("<form") && !empty.contains("class=\"plot") && !empty.contains("<table"))
    let unconfirmed = try SearchSample.report(
      SearchSample.events.prefix { $0 != SearchSample.stage("confirm") }, heldOut: nil
    ).html
    #expect(unconfirmed.contains("class=\"plot search\"") && !unconfirmed.contains("class=\"held"))
  }

  @Test("hostile text never becomes markup")
  func hostile() throws {
    let text = ReportSample.hostile
    let events = [
      SearchSample.candidate("s", nil, text),
      SearchSample.evaluated("s", n: 2, mean: 0.5, spent: 2),
      SearchSample.candidate(text, "s", text, [("fields.\(text)", text, "x" + text)]),
      SearchSample.evaluated(text, n: 2, mean: 0.5, spent: 4, fields: [(text, 0.5)]),
      SearchSample.died(text, text), ["event": "refused", "reason": .string(text)],
    ]
    let report = try SearchSample.report(events, origin: text, name: text, because: text) {
      $0.instruction = text
      $0.demonstrations = [
        Demonstration(input: text, expected: ["vendor": .string(text), "total": 1])
      ]
    }
    let html = report.html
    #expect(html.occurrences(of: "<script") == 1 && html.occurrences(of: "</script") == 1)
    #expect(!html.contains("<!--"))
    #expect(!html.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x7F })
    #expect(!report.markdown.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
  }

  @Test("numbers that do not exist are dashes")
  func notANumber() throws {
    let events = [
      SearchSample.candidate("s", nil, "seed"),
      SearchSample.evaluated("s", n: 0, mean: nil, spent: 0),
      SearchSample.evaluated("s", n: 2, mean: .nan, spent: 2, fields: [("vendor", .infinity)]),
    ]
    for events in [events, events + SearchSample.events] {
      let html = try SearchSample.report(events, seconds: .nan).html.lowercased()
      let body = html.prefix { $0 != "\u{0}" }.split(separator: "<script>")[0]
      #expect(!body.contains(/\b(nan|inf|infinity)\b/))
    }
  }

  @Test("a thousand candidates with long texts make a page that stays small")
  func large() throws {
    let long = (0..<300).map { "word\($0)" }.joined(separator: " ")
    var events = [SearchSample.stage("search"), SearchSample.candidate("0", nil, "seed")]
    let fields = (0..<20).map { ("field\($0)", Double($0) / 20) }
    for index in 1...1_000 {
      // A chain, the longest there can be, so that nesting and recursion are tried too.
      events.append(
        SearchSample.candidate(
          "\(index)", "\(index - 1)", "reflection \(index)",
          [("instruction", long, "new \(index) " + long)]))
      events += [
        SearchSample.evaluated("\(index)", n: 8, mean: 0.5, spent: 16 * index, fields: fields),
        SearchSample.evaluated("\(index)", n: 16, mean: 0.4, spent: 16 * index + 8, fields: fields),
      ]
    }
    let html = try SearchSample.report(events + [SearchSample.chosen("1000")]).html
    #expect(html.utf8.count < 5_000_000)
    #expect(html.occurrences(of: "<details class=\"row candidate\"") == 1_001)
    #expect(html.contains("reflection 1000"))
    #expect(html.contains("Not every evaluation is drawn"))
    #expect(html.occurrences(of: "<circle class=\"dot") <= 1_501)
    #expect(html.occurrences(of: "<ul") < 100 + 1_001)
  }

  @Test("candidates whose parents go round in a circle are shown once")
  func circle() throws {
    let events = [
      SearchSample.candidate("a", "b", "one"), SearchSample.candidate("b", "a", "two"),
      SearchSample.candidate("c", "c", "three"), SearchSample.candidate("d", "gone", "four"),
      SearchSample.evaluated("d", n: 1, mean: 1, spent: 1),
    ]
    let html = try SearchSample.report(events).html
    for name in ["one", "two", "three", "four"] {
      // Once in the tree, and once as a parent's name for those that have a child.
      #expect(
        html.occurrences(of: "\"><bdi>\(name)</bdi></a> <span class=\"facts\">") == 1, "\(name)")
    }
    #expect(html.contains("from a candidate that was not tried"))
  }
}
