/// The schemas of requests and answers that do not depend on the prompters.
enum OpenAPISchemas {
  static let text = #"""
    {
      "Item": {
        "description": "One document; a text alone is one, too.",
        "anyOf": [
          {"type": "string"},
          {"$ref": "#/components/schemas/TextItem"},
          {"$ref": "#/components/schemas/FileItem"},
          {"$ref": "#/components/schemas/ImageItem"},
          {"$ref": "#/components/schemas/InputItem"}
        ]
      },
      "ID": {"type": ["string", "null"], "maxLength": 512, "description": "Comes back in the answer."},
      "Time": {
        "type": ["integer", "null"], "minimum": 100, "maximum": 86400000,
        "description": "How long the document may take, in milliseconds."
      },
      "Stream": {"type": ["boolean", "null"], "description": "Whether events are sent."},
      "WithText": {
        "type": ["boolean", "null"], "description": "Whether the answer holds the text that was read."
      },
      "TextItem": {
        "type": "object", "required": ["text"], "additionalProperties": false,
        "properties": {
          "text": {"type": "string", "description": "The document's text."},
          "id": {"$ref": "#/components/schemas/ID"},
          "prompter": {"$ref": "#/components/schemas/PrompterChoice"},
          "timeout_ms": {"$ref": "#/components/schemas/Time"},
          "stream": {"$ref": "#/components/schemas/Stream"},
          "with_text": {"$ref": "#/components/schemas/WithText"}
        }
      },
      "FileItem": {
        "type": "object", "required": ["file"], "additionalProperties": false,
        "properties": {
          "file": {
            "type": "string", "contentEncoding": "base64",
            "pattern": "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)$",
            "description": "The bytes of a file, as base64."
          },
          "media_type": {
            "enum": ["text/plain", "text/markdown", "text/html", "application/xhtml+xml", "text/xml",
              "application/xml", "application/pdf", "message/rfc822", null]
          },
          "file_name": {"type": ["string", "null"], "description": "Its ending says what the file is."},
          "id": {"$ref": "#/components/schemas/ID"},
          "prompter": {"$ref": "#/components/schemas/PrompterChoice"},
          "timeout_ms": {"$ref": "#/components/schemas/Time"},
          "stream": {"$ref": "#/components/schemas/Stream"},
          "with_text": {"$ref": "#/components/schemas/WithText"}
        }
      },
      "ImageItem": {
        "type": "object", "required": ["image", "media_type"], "additionalProperties": false,
        "properties": {
          "image": {
            "type": "string", "contentEncoding": "base64",
            "pattern": "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)$"
          },
          "media_type": {"enum": ["image/png", "image/jpeg", "image/webp", "image/gif"]},
          "id": {"$ref": "#/components/schemas/ID"},
          "prompter": {"$ref": "#/components/schemas/PrompterChoice"},
          "timeout_ms": {"$ref": "#/components/schemas/Time"},
          "stream": {"$ref": "#/components/schemas/Stream"},
          "with_text": {"$ref": "#/components/schemas/WithText"}
        }
      },
      "InputItem": {
        "type": "object", "required": ["input"], "additionalProperties": false,
        "properties": {
          "input": {
            "type": "object", "minProperties": 1, "additionalProperties": true,
            "description": "Named inputs, which fill the placeholders of an instruction."
          },
          "id": {"$ref": "#/components/schemas/ID"},
          "prompter": {"$ref": "#/components/schemas/PrompterChoice"},
          "timeout_ms": {"$ref": "#/components/schemas/Time"},
          "stream": {"$ref": "#/components/schemas/Stream"},
          "with_text": {"$ref": "#/components/schemas/WithText"}
        }
      },
      "Confidence": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
      "Fields": {
        "type": "object",
        "description": "What is known of each value, by its path; evidence in Unicode scalars.",
        "additionalProperties": {
          "type": "object", "required": ["confidence", "evidence"],
          "properties": {
            "confidence": {"$ref": "#/components/schemas/Confidence"},
            "evidence": {
              "type": ["array", "null"], "items": {"type": "integer", "minimum": 0},
              "minItems": 2, "maxItems": 2
            }
          }
        }
      },
      "Usage": {
        "type": "object", "required": ["input_tokens", "output_tokens"],
        "properties": {
          "input_tokens": {"type": "integer", "minimum": 0},
          "output_tokens": {"type": "integer", "minimum": 0}
        }
      },
      "Extraction": {
        "type": "object",
        "required": ["id", "ok", "data", "confidence", "fields", "usage", "prompter", "model",
          "error", "request_id"],
        "properties": {
          "id": {"type": "string"}, "ok": {"const": true},
          "data": {"$ref": "#/components/schemas/Record"},
          "confidence": {"$ref": "#/components/schemas/Confidence"},
          "fields": {"$ref": "#/components/schemas/Fields"},
          "usage": {"$ref": "#/components/schemas/Usage"},
          "cost_usd": {"type": ["number", "null"]}, "attempts": {"type": "integer"},
          "repairs": {"type": "array"}, "prompter": {"type": "string"}, "model": {"type": "string"},
          "text": {"type": "string", "description": "With with_text alone."},
          "error": {"type": "null"}, "request_id": {"type": "string"}
        }
      },
      "Line": {
        "type": "object", "required": ["id", "ok", "status", "data", "error"],
        "properties": {
          "id": {"type": "string"}, "ok": {"type": "boolean"}, "status": {"type": "integer"},
          "data": {"anyOf": [{"$ref": "#/components/schemas/Record"}, {"type": "null"}]},
          "confidence": {"$ref": "#/components/schemas/Confidence"},
          "fields": {"$ref": "#/components/schemas/Fields"},
          "text": {"type": "string", "description": "With with_text alone."},
          "error": {
            "type": ["object", "null"], "required": ["type", "message", "retryable"],
            "properties": {
              "type": {"type": "string"}, "message": {"type": "string"},
              "retryable": {"type": "boolean"},
              "errors": {
                "type": "array", "items": {"$ref": "#/components/schemas/Fault"}
              }
            }
          }
        }
      },
      "Fault": {
        "type": "object", "required": ["path", "message"],
        "properties": {
          "path": {"type": "string", "description": "A place in the request or the record."},
          "message": {"type": "string"},
          "evidence": {"type": "array", "items": {"type": "integer"}}
        }
      },
      "Problem": {
        "type": "object", "required": ["type", "title", "status", "detail", "request_id"],
        "description": "RFC 9457.",
        "properties": {
          "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
          "detail": {"type": "string"}, "instance": {"type": "string"},
          "request_id": {"type": "string"},
          "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Fault"}}
        }
      },
      "Job": {
        "type": "object", "required": ["id", "state", "total", "done", "failed"],
        "properties": {
          "id": {"type": "string"}, "state": {"enum": ["queued", "running", "done", "cancelled"]},
          "total": {"type": "integer"}, "done": {"type": "integer"}, "failed": {"type": "integer"},
          "results": {"type": "string"}
        }
      },
      "Feedback": {
        "anyOf": [
          {
            "type": "object", "required": ["id", "record"],
            "properties": {
              "id": {"type": "string", "minLength": 1},
              "record": {"$ref": "#/components/schemas/Record"},
              "prompter": {"$ref": "#/components/schemas/PrompterChoice"},
              "text": {
                "type": ["string", "null"], "description": "The document's text, for reviews."
              },
              "extraction": {"type": ["object", "null"], "description": "The answer, for reviews."}
            },
            "not": {"anyOf": [{"required": ["correct"]}, {"required": ["score"]}]}
          },
          {
            "type": "object", "required": ["id", "correct"],
            "properties": {
              "id": {"type": "string", "minLength": 1}, "correct": {"type": "boolean"}
            },
            "not": {"anyOf": [{"required": ["record"]}, {"required": ["score"]}]}
          },
          {
            "type": "object", "required": ["id", "score"],
            "properties": {
              "id": {"type": "string", "minLength": 1},
              "score": {"type": "number", "minimum": 0, "maximum": 1}
            },
            "not": {"anyOf": [{"required": ["record"]}, {"required": ["correct"]}]}
          }
        ]
      },
      "Chat": {
        "type": "object", "required": ["model", "messages"],
        "properties": {
          "model": {"$ref": "#/components/schemas/PrompterName"},
          "messages": {
            "type": "array", "minItems": 1,
            "items": {
              "type": "object", "required": ["role", "content"],
              "properties": {
                "role": {"const": "user"},
                "content": {"type": "string"}
              }
            }
          },
          "stream": {"type": ["boolean", "null"]}
        }
      }
    }
    """#
}
