import Foundation
import PrompterKit
import Testing

@Suite("our data sets")
struct DatasetTests {
  static let names =
    ((try? FileManager.default.contentsOfDirectory(atPath: DatasetFolder.root.path)) ?? [])
    .filter { !$0.hasPrefix(".") }.sorted()

  @Test("there are at least three, with a page of their own each")
  func three() throws {
    #expect(Self.names.count >= 3)
    for name in ["invoices", "movie-reviews", "support-tickets"] {
      #expect(Self.names.contains(name))
    }
    for name in Self.names {
      let page = DatasetFolder.root.appending(path: "\(name)/README.md")
      #expect(try TextFile.read(page).count > 200)
    }
  }

  @Test("no rule is broken", arguments: names)
  func rules(name: String) throws {
    #expect(try DatasetRules.violations(of: DatasetFolder(named: name)) == [])
  }

  /// A fault planted into a good data set, and what the rules must say of it.
  struct Plant: Sendable, CustomStringConvertible {
    let description: String
    let violation: String
    let plant: @Sendable (inout DatasetFolder) -> Void
  }

  static let plants = [
    Plant(description: "a row too few", violation: "test: has 39 rows, not 40") {
      $0.splits["test"]?.removeLast()
    },
    Plant(description: "hardly an absent value", violation: "train: only 19 rows have an absent") {
      for index in 19..<80 {
        $0.splits["train"]?[index].expected["product"] = "x"
        $0.splits["train"]?[index].expected["order_id"] = "x"
      }
      for index in 0..<19 { $0.splits["train"]?[index].expected["product"] = .null }
    },
    Plant(description: "hardly a distractor", violation: "test: only 5 rows have a distractor") {
      for index in 0..<40 {
        $0.splits["test"]?[index].tags = index < 5 ? ["distractor:product"] : ["other"]
      }
    },
    Plant(description: "a label above half", violation: #"test: route is "sales" in 21 rows"#) {
      for index in 0..<40 {
        $0.splits["test"]?[index].expected["route"] = index < 21 ? "sales" : "billing"
      }
    },
    Plant(description: "a string that the text does not say", violation: "product is not in the") {
      $0.splits["train"]?[7].expected["product"] = "Flux Capacitor"
    },
    Plant(description: "a record against the schema", violation: "urgency: must be one of") {
      $0.splits["train"]?[7].expected["urgency"] = "soonish"
    },
    Plant(description: "a text of the other split, hardly changed", violation: " are alike") {
      let text = $0.splits["train"]?[3].text ?? ""
      $0.splits["test"]?[5].text += " " + text
    },
    Plant(description: "an id of the other split", violation: "is there twice") {
      let id = $0.splits["train"]?[0].id ?? ""
      $0.splits["test"]?[0].id = id
    },
  ]

  @Test("each rule can fail", arguments: plants)
  func planted(plant: Plant) throws {
    var folder = try DatasetFolder(named: "support-tickets")
    plant.plant(&folder)
    let violations = DatasetRules.violations(of: folder)
    #expect(violations.contains { $0.contains(plant.violation) }, "\(violations)")
  }
}

extension JSONValue {
  /// A member of an object that can be set.
  subscript(key: String) -> JSONValue? {
    get { object?[key] }
    set {
      var object = object ?? JSONObject()
      object[key] = newValue
      self = .object(object)
    }
  }
}
