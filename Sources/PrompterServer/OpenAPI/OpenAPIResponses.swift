/// The answers that routes have in common.
enum OpenAPIResponses {
  static let text = #"""
    {
      "Problem": {
        "description": "Why there is no good answer.",
        "headers": {
          "X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"},
          "Retry-After": {"$ref": "#/components/headers/Retry-After"}
        },
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
      }
    }
    """#

  static let headers = #"""
    {
      "X-Request-Id": {
        "description": "Names the request: the caller's own name, or a fresh one.",
        "schema": {"type": "string"}
      },
      "Retry-After": {
        "description": "Seconds after which it is worth asking again.",
        "schema": {"type": "integer", "minimum": 1}
      }
    }
    """#
}
