import Foundation
import PrompterTesting
import Testing

@testable import PrompterKit

@Suite("routes of the review page", .timeLimit(.minutes(5)))
struct ReviewRoutesTests {
  private let setting: ReviewCase
  private let routes: ReviewRoutes

  init() throws {
    setting = try ReviewCase()
    routes = ReviewRoutes(setting.queue)
  }

  private func get(
    _ path: String, _ query: [String: String] = [:], host: String = "127.0.0.1:8090"
  ) -> ReviewRoutes.Response {
    routes.respond(
      to: ReviewRoutes.Request("GET", path, query: query, headers: ["host": host]), port: 8_090)
  }

  private func post(
    _ path: String, _ body: JSONValue, adding more: [String: String] = [:]
  ) -> ReviewRoutes.Response {
    let headers = ["host": "127.0.0.1:8090", "content-type": "application/json"]
    return routes.respond(
      to: ReviewRoutes.Request(
        "POST", path, headers: headers.merging(more) { $1 }, body: body.bytes()), port: 8_090)
  }

  private func json(_ response: ReviewRoutes.Response) throws -> JSONValue {
    try JSONParser.parse(response.body)
  }

  @Test("the page and its parts name nothing on another machine")
  func page() {
    for path in ["/", "/review.css", "/review.js"] {
      let response = get(path)
      #expect(response.status == 200)
      let text = String(decoding: response.body, as: UTF8.self)
      #expect(!text.contains("http://") && !text.contains("https://"))
    }
    #expect(ReviewRoutes.Response.headers.contains { $0.1.contains("default-src 'none'") })
    #expect(get("/etc/passwd").status == 404)
  }

  @Test("the list has the open ones first, and an item its form")
  func reading() throws {
    try setting.put("a", confidence: 0.6)
    try setting.put("b & c", confidence: 0.2)
    let list = try json(get("/api/reviews"))
    #expect(list[key: "open"] == 2)
    let ids = (list[key: "items"]?.array ?? []).compactMap { $0[key: "id"]?.string }
    #expect(ids == ["b & c", "a"])
    let item = try json(get("/api/review", ["id": "a"]))
    #expect(item[key: "text"]?.string == ReviewCase.text)
    let form = item[key: "form"]?.array ?? []
    #expect(
      form.compactMap { $0[key: "path"]?.string } == [
        "vendor.name", "total", "paid", "kind", "items",
      ])
    #expect(
      form.compactMap { $0[key: "kind"]?.string } == [
        "text", "number", "boolean", "choice", "json",
      ])
    #expect(form[1][key: "flags"] == ["low_confidence"] && form[1][key: "value"] == "12.5")
    #expect(form[1][key: "evidence"] == [[27, 31]] && form[1][key: "optional"] == true)
    #expect(form[4][key: "confidence"] == 0.8)
    #expect(get("/api/review", ["id": "nobody"]).status == 422)
  }

  @Test("accepting and correcting reach the queue")
  func deciding() throws {
    try setting.put("a")
    try setting.put("b")
    #expect(post("/api/accept", ["id": "a"]).status == 200)
    #expect(try setting.queue.item("a").status == .accepted)
    let changes: JSONValue = [
      "total": "", "vendor.name": "Ajax", "paid": "true", "items": #"["nut"]"#,
    ]
    #expect(post("/api/correct", ["id": "b", "changes": changes]).status == 200)
    let item = try setting.queue.item("b")
    #expect(item.status == .corrected)
    #expect(
      item.record == [
        "vendor": ["name": "Ajax"], "total": nil, "paid": true, "kind": "invoice",
        "items": ["nut"],
      ])
  }

  @Test("a change that fits no schema names its field, and nothing is saved")
  func faults() throws {
    try setting.put("a")
    for (path, value) in [("total", "twelve"), ("kind", "letter"), ("items", "[1]"), ("x", "1")] {
      let response = post("/api/correct", ["id": "a", "changes": [path: .string(value)]])
      #expect(response.status == 422, "\(path)")
      #expect(try json(response)[key: "path"]?.string?.hasPrefix(path) == true, "\(path)")
    }
    #expect(try setting.queue.item("a").status == .open)
    #expect(post("/api/correct", ["id": "a"]).status == 400)
    #expect(post("/api/correct", [:]).status == 400)
    #expect(get("/api/accept").status == 405)
  }

  @Test("only this machine's names are answered to: no other can be made to lead here")
  func hosts() {
    #expect(get("/", host: "localhost:8090").status == 200)
    #expect(get("/", host: "[::1]:8090").status == 200)
    for host in ["evil.example", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:8090.evil.example"] {
      #expect(get("/", host: host).status == 403, "\(host)")
    }
    let bare = routes.respond(to: ReviewRoutes.Request("GET", "/"), port: 8_090)
    #expect(bare.status == 403)
  }

  @Test("what another site's page sends changes nothing")
  func crossSite() throws {
    try setting.put("a")
    let foreign: [[String: String]] = [
      ["origin": "http://evil.example"], ["origin": "null"], ["origin": "http://127.0.0.1:8091"],
      ["sec-fetch-site": "cross-site"], ["sec-fetch-site": "same-site"],
      ["content-type": "text/plain"], ["content-type": "application/x-www-form-urlencoded"],
    ]
    for headers in foreign {
      let status = post("/api/accept", ["id": "a"], adding: headers).status
      #expect(status == 403 || status == 415, "\(headers)")
    }
    #expect(try setting.queue.item("a").status == .open)
    #expect(
      post("/api/accept", ["id": "a"], adding: ["origin": "http://127.0.0.1:8090"]).status == 200)
  }
}
