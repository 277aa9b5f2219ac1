import PrompterKit

/// The service as OpenAPI 3.1 describes it.
struct OpenAPIDocument {
  /// The description.
  let json: JSONValue

  /// Describes a service with some prompters.
  ///
  /// Throws `JSONError` when the description itself is malformed.
  init(_ prompters: [ServedPrompter], hasTokens: Bool, hasJobs: Bool) throws {
    var schemas = try JSONParser.parse(OpenAPISchemas.text).object ?? [:]
    var records: [JSONValue] = []
    for (index, prompter) in prompters.enumerated() {
      let name =
        "Record_\(index)_" + prompter.name.map { Self.isPlain($0) ? String($0) : "_" }.joined()
      let place = "#/components/schemas/\(name)"
      schemas[name] = Self.moved(prompter.schema.source, to: place)
      records.append(["$ref": .string(place)])
    }
    schemas["Record"] =
      records.count == 1
      ? records[0]
      : ["anyOf": .array(records), "description": "The record of one of the prompters."]
    schemas["PrompterName"] = [
      "type": "string", "enum": .array(prompters.map { .string($0.name) }),
      "description": "The prompter that is asked; the first one when it is left out.",
    ]
    schemas["PrompterChoice"] = [
      "anyOf": [["$ref": "#/components/schemas/PrompterName"], ["type": "null"]]
    ]
    var components: JSONObject = [
      "schemas": .object(schemas), "responses": try JSONParser.parse(OpenAPIResponses.text),
      "headers": try JSONParser.parse(OpenAPIResponses.headers),
    ]
    var json: JSONObject = [
      "openapi": "3.1.0",
      "info": [
        "title": "prompter", "version": "1",
        "description":
          "Records from documents. Every field comes with its confidence and evidence.",
      ],
      "servers": [["url": "/"]],
    ]
    if hasTokens {
      components["securitySchemes"] = ["bearer": ["type": "http", "scheme": "bearer"]]
      json["security"] = [["bearer": []]]
    }
    var paths = try JSONParser.parse(OpenAPIPaths.text).object ?? [:]
    if hasJobs {
      for (path, value) in try JSONParser.parse(OpenAPIPaths.jobs).object ?? [:] {
        paths[path] = value
      }
    }
    json["paths"] = .object(paths)
    json["components"] = .object(components)
    self.json = .object(json)
  }

  private static func isPlain(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || "._-".contains(character))
  }

  /// A schema whose references to itself lead to the place where it is put.
  private static func moved(_ schema: JSONValue, to place: String) -> JSONValue {
    switch schema {
    case .array(let items): return .array(items.map { moved($0, to: place) })
    case .object(let object):
      var result = JSONObject()
      for (key, value) in object {
        if key == "$ref", let text = value.string, text.hasPrefix("#") {
          result[key] = .string(place + text.dropFirst())
        } else if key != "$schema", key != "$id" {
          result[key] = moved(value, to: place)
        }
      }
      return .object(result)
    default: return schema
    }
  }
}
