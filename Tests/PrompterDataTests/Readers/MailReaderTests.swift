import Testing

@testable import PrompterData

@Suite("e-mail")
struct MailReaderTests {
  private func text(_ lines: [String]) throws -> String {
    try MailReader.text(Array(lines.joined(separator: "\r\n").utf8))
  }

  @Test("headers as people read them, then the text")
  func plain() throws {
    let mail = [
      "Received: from x", "From: =?utf-8?Q?J=C3=BCrgen_M=C3=BCller?= <j@example.com>",
      "To: a@example.com,", "\tb@example.com", "Subject: =?ISO-8859-1?B?UmVjaG51bmc=?=",
      " =?UTF-8?Q?_f=C3=BCr_Mai?=", "Date: Mon, 1 Jun 2026 10:00:00 +0200",
      "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable", "",
      "Bitte zahlen Sie 41,50 =E2=82=AC =", "bis morgen.=20", "a=3Db", "",
    ]
    #expect(
      try text(mail) == """
        From: Jürgen Müller <j@example.com>
        To: a@example.com, b@example.com
        Date: Mon, 1 Jun 2026 10:00:00 +0200
        Subject: Rechnung für Mai

        Bitte zahlen Sie 41,50 € bis morgen. \na=b
        """)
  }

  @Test("several formats of one text: the plain one, or else the page; files by their names")
  func multipart() throws {
    let plain = ["--in", "Content-Type: text/plain", "", "the text"]
    let page = ["--in", "Content-Type: text/html", "", "<p>the <b>page</b><script>x</script>"]
    func mail(_ parts: [String]) -> [String] {
      ["Subject: s", "Content-Type: multipart/mixed; boundary=\"out\"", "", "preamble", "--out"]
        + ["Content-Type: multipart/alternative; boundary=in", ""] + parts + ["--in--", "--out"]
        + [
          "Content-Type: application/pdf; name=\"a.pdf\"", "Content-Transfer-Encoding: base64", "",
        ]
        + ["JVBERi0=", "--out", "Content-Type: text/plain; charset=windows-1252"]
        + ["Content-Disposition: attachment; filename=\"n.txt\"", "", "no", "--out--", "epilogue"]
    }
    #expect(try text(mail(plain + page)) == "Subject: s\n\nthe text\n\nAttachments: a.pdf, n.txt")
    #expect(try text(mail(page)) == "Subject: s\n\nthe page\n\nAttachments: a.pdf, n.txt")
    #expect(
      try text(mail(["--in", "Content-Type: text/plain", "", " "] + page)).contains("the page"))
  }

  @Test(
    "a mail within a mail follows, base64 is decoded, bytes without a character set are guessed")
  func within() throws {
    let mail = [
      "Subject: outer", "Content-Type: multipart/mixed; boundary=b", "", "--b",
      "Content-Type: message/rfc822", "", "From: x@example.com",
      "Content-Transfer-Encoding: base64",
      "", "Y2Fm6SA9IDU=", "--b--",
    ]
    #expect(
      try text(mail)
        == "Subject: outer\n\n---- Forwarded message ----\nFrom: x@example.com\n\ncafé = 5")
  }

  @Test(
    "what is cut off or broken is read as far as it goes",
    arguments: [
      (["Subject: s", "Content-Type: multipart/mixed; boundary=b", "", "--b", "", "text"], "text"),
      (["Subject: s", "Content-Type: text/plain; charset=nosuch", "", "text"], "text"),
      (["Subject: s", "Content-Transfer-Encoding: base64", "", "dGV4dA"], "text"),
      (["Subject: s", "Content-Transfer-Encoding: quoted-printable", "", "te=xt="], "te=xt"),
      (["Subject: s", "Content-Type: multipart/mixed", "", "text"], ""),
      (["Subject: s", "no header", "text"], "no header\ntext"), (["Subject: s"], ""),
      (["From x Mon", "Subject: s", "", "text"], "text"),
    ])
  func broken(lines: [String], expected: String) throws {
    #expect(try text(lines) == (expected.isEmpty ? "Subject: s" : "Subject: s\n\n" + expected))
  }

  @Test("no mail, parts without end and depth without end are refused")
  func hostile() throws {
    #expect(#expect(throws: DocumentFault.self) { try text(["just text"]) }?.kind == .wrongFormat)
    #expect(#expect(throws: DocumentFault.self) { try text([]) }?.kind == .wrongFormat)
    let deep = (0..<100).flatMap {
      ["Content-Type: multipart/mixed; boundary=b\($0)", "", "--b\($0)"]
    }
    #expect(#expect(throws: DocumentFault.self) { try text(deep) }?.kind == .malformed)
    let many =
      ["Content-Type: multipart/mixed; boundary=b", ""]
      + [String](repeating: "--b", count: 100_000)
    #expect(#expect(throws: DocumentFault.self) { try text(many) }?.kind == .malformed)
    let header = "Subject: " + String(repeating: "=?utf-8?Q?", count: 200_000)
    #expect(try text([header, "", "x"]).hasSuffix("\n\nx"))
    let words = "Content-Type: text/plain; " + String(repeating: "a=\"", count: 20_000)
    #expect(try text([words, "", "x"]) == "x")
  }
}
