/// Schemas exactly as pydantic 2.13 prints them (`model_json_schema()`).
enum PydanticSchemas {
  /// One of everything: references, optional values, unions, maps, tuples, formats.
  static let invoice = #"""
    {"$defs": {"Color": {"enum": ["red", "green"], "title": "Color", "type": "string"},
    "JsonValue": {}, "Line": {"properties": {"text": {"title": "Text", "type": "string"},
    "amount": {"anyOf": [{"type": "number"}, {"pattern": "^(?!^[-+.]*$)[+-]?0*\\d*\\.?\\d*$",
    "type": "string"}], "title": "Amount"}, "quantity": {"default": 1, "exclusiveMinimum": 0,
    "title": "Quantity", "type": "integer"}}, "required": ["text", "amount"], "title": "Line",
    "type": "object"}, "Vendor": {"description": "Who sells.", "properties": {"name":
    {"description": "legal name", "minLength": 1, "title": "Name", "type": "string"}, "vat_id":
    {"anyOf": [{"type": "string"}, {"type": "null"}], "default": null, "title": "Vat Id"}},
    "required": ["name"], "title": "Vendor", "type": "object"}}, "description": "One invoice.",
    "properties": {"number": {"pattern": "^[A-Z]{2}-\\d+$", "title": "Number", "type":
    "string"}, "issued": {"format": "date", "title": "Issued", "type": "string"}, "paid_at":
    {"anyOf": [{"format": "date-time", "type": "string"}, {"type": "null"}], "default": null,
    "title": "Paid At"}, "vendor": {"$ref": "#/$defs/Vendor", "description": "the seller"},
    "buyer": {"anyOf": [{"$ref": "#/$defs/Vendor"}, {"type": "null"}], "default": null,
    "description": "the buyer"}, "lines": {"items": {"$ref": "#/$defs/Line"}, "maxItems": 50,
    "minItems": 1, "title": "Lines", "type": "array"}, "tags": {"default": [], "items":
    {"type": "string"}, "title": "Tags", "type": "array", "uniqueItems": true}, "color":
    {"anyOf": [{"$ref": "#/$defs/Color"}, {"type": "null"}], "default": null}, "prices":
    {"additionalProperties": {"type": "number"}, "title": "Prices", "type": "object"}, "kind":
    {"enum": ["invoice", "credit"], "title": "Kind", "type": "string"}, "one": {"const": "x",
    "title": "One", "type": "string"}, "total": {"maximum": 1000000.0, "minimum": 0, "title":
    "Total", "type": "number"}, "email": {"anyOf": [{"type": "string"}, {"type": "null"}],
    "default": null, "title": "Email", "x-metric": "exact"}, "flags": {"additionalProperties":
    true, "default": {}, "title": "Flags", "type": "object"}, "box": {"anyOf": [{"maxItems": 2,
    "minItems": 2, "prefixItems": [{"type": "number"}, {"type": "number"}], "type": "array"},
    {"type": "null"}], "default": null, "title": "Box"}, "pair": {"anyOf": [{"maxItems": 2,
    "minItems": 2, "prefixItems": [{"type": "string"}, {"type": "integer"}], "type": "array"},
    {"type": "null"}], "default": null, "title": "Pair"}, "took": {"anyOf": [{"format":
    "duration", "type": "string"}, {"type": "null"}], "default": null, "title": "Took"}, "uid":
    {"format": "uuid", "title": "Uid", "type": "string"}, "url": {"anyOf": [{"format": "uri",
    "minLength": 1, "type": "string"}, {"type": "null"}], "default": null, "title": "Url"},
    "p": {"anyOf": [{"format": "path", "type": "string"}, {"type": "null"}], "default": null,
    "title": "P"}, "secret": {"anyOf": [{"format": "password", "type": "string", "writeOnly":
    true}, {"type": "null"}], "default": null, "title": "Secret"}, "by_color":
    {"additionalProperties": {"type": "integer"}, "default": {}, "propertyNames": {"$ref":
    "#/$defs/Color"}, "title": "By Color", "type": "object"}, "few": {"additionalProperties":
    {"type": "integer"}, "default": {}, "maxProperties": 3, "title": "Few", "type": "object"},
    "anyv": {"default": null, "title": "Anyv"}, "js": {"$ref": "#/$defs/JsonValue", "default":
    null}}, "required": ["number", "issued", "vendor", "lines", "prices", "kind", "one",
    "total", "uid"], "title": "Invoice", "type": "object"}
    """#

  /// A model that holds itself.
  static let node = #"""
    {"$defs": {"Node": {"properties": {"name": {"title": "Name", "type": "string"}, "children":
    {"default": [], "items": {"$ref": "#/$defs/Node"}, "title": "Children", "type": "array"}},
    "required": ["name"], "title": "Node", "type": "object"}}, "$ref": "#/$defs/Node"}
    """#

  /// Tagged and untagged unions.
  static let owner = #"""
    {"$defs": {"Cat": {"properties": {"kind": {"const": "cat", "title": "Kind", "type":
    "string"}, "meow": {"title": "Meow", "type": "string"}}, "required": ["kind", "meow"],
    "title": "Cat", "type": "object"}, "Dog": {"properties": {"kind": {"const": "dog", "title":
    "Kind", "type": "string"}, "bark": {"title": "Bark", "type": "integer"}}, "required":
    ["kind", "bark"], "title": "Dog", "type": "object"}}, "properties": {"pet":
    {"discriminator": {"mapping": {"cat": "#/$defs/Cat", "dog": "#/$defs/Dog"}, "propertyName":
    "kind"}, "oneOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}], "title": "Pet"},
    "note": {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/Cat"}], "title": "Note"}},
    "required": ["pet", "note"], "title": "Owner", "type": "object"}
    """#
}
