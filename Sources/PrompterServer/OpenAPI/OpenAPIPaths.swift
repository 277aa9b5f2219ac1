/// The routes, as OpenAPI describes them.
enum OpenAPIPaths {
  static let text = #"""
    {
      "/v1/extract": {
        "post": {
          "operationId": "extract", "summary": "The record of one document", "tags": ["records"],
          "parameters": [
            {"name": "prompter", "in": "query",
              "schema": {"$ref": "#/components/schemas/PrompterName"}},
            {"name": "timeout_ms", "in": "query",
              "schema": {"type": "integer", "minimum": 100, "maximum": 86400000}},
            {"name": "with_text", "in": "query",
              "description": "Whether the answer holds the text that was read.",
              "schema": {"type": "boolean"}}
          ],
          "requestBody": {
            "required": true,
            "content": {
              "application/json": {"schema": {"$ref": "#/components/schemas/Item"}},
              "text/plain": {"schema": {"type": "string"}},
              "multipart/form-data": {
                "schema": {
                  "type": "object",
                  "properties": {
                    "text": {"type": "string"},
                    "file": {
                      "type": "string", "contentMediaType": "application/octet-stream",
                      "description": "A file; its name or type says what it is."
                    },
                    "id": {"type": "string", "maxLength": 512},
                    "prompter": {"$ref": "#/components/schemas/PrompterName"},
                    "timeout_ms": {"type": "integer", "minimum": 100, "maximum": 86400000},
                    "with_text": {"type": "boolean"}
                  },
                  "oneOf": [{"required": ["text"]}, {"required": ["file"]}]
                }
              },
              "text/markdown": {},
              "text/html": {},
              "application/xhtml+xml": {},
              "text/xml": {},
              "application/xml": {},
              "application/pdf": {},
              "message/rfc822": {}
            }
          },
          "responses": {
            "200": {
              "description": "The record, with confidence and evidence of each value.",
              "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/Extraction"}},
                "text/event-stream": {}
              }
            },
            "default": {"$ref": "#/components/responses/Problem"}
          }
        }
      },
      "/v1/extract/batch": {
        "post": {
          "operationId": "extractBatch", "summary": "The records of many documents",
          "tags": ["records"],
          "parameters": [{"name": "prompter", "in": "query",
            "schema": {"$ref": "#/components/schemas/PrompterName"}}],
          "requestBody": {
            "required": true,
            "content": {
              "application/json": {
                "schema": {
                  "type": "array", "minItems": 1,
                  "description": "Each is an Item; the line of one that is not says what is wrong.",
                  "items": {}
                }
              },
              "application/x-ndjson": {
                "schema": {"type": "string", "description": "A line is an Item."}
              }
            }
          },
          "responses": {
            "200": {
              "description": "A line a document; an array in the order of the documents, or NDJSON.",
              "content": {
                "application/json": {
                  "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Line"}}
                },
                "application/x-ndjson": {"schema": {"type": "string"}}
              }
            },
            "default": {"$ref": "#/components/responses/Problem"}
          }
        }
      },
      "/v1/prompters": {
        "get": {
          "operationId": "prompters", "summary": "Which prompters there are", "tags": ["prompters"],
          "responses": {
            "200": {
              "description": "The prompters, the one that is asked by default first.",
              "content": {
                "application/json": {
                  "schema": {
                    "type": "object", "required": ["prompters"],
                    "properties": {
                      "prompters": {
                        "type": "array",
                        "items": {
                          "type": "object", "required": ["name", "prompter", "model", "calibrated"],
                          "properties": {
                            "name": {"type": "string"}, "prompter": {"type": "string"},
                            "model": {"type": "string"}, "sha256": {"type": "string"},
                            "calibrated": {"type": "boolean"}
                          }
                        }
                      }
                    }
                  }
                }
              }
            },
            "default": {"$ref": "#/components/responses/Problem"}
          }
        }
      },
      "/v1/schema": {
        "get": {
          "operationId": "schema", "summary": "The JSON Schema of a prompter's records",
          "tags": ["prompters"],
          "parameters": [{"name": "prompter", "in": "query",
            "schema": {"$ref": "#/components/schemas/PrompterName"}}],
          "responses": {
            "200": {
              "description": "A JSON Schema.",
              "content": {"application/schema+json": {"schema": {"type": "object"}}}
            },
            "default": {"$ref": "#/components/responses/Problem"}
          }
        }
      },
      "/v1/chat/completions": {
        "post": {
          "operationId": "chat", "summary": "A record for clients of OpenAI", "tags": ["openai"],
          "requestBody": {
            "required": true,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Chat"}}}
          },
          "responses": {
            "200": {
              "description": "The record as the content of a message.",
              "content": {
                "application/json": {
                  "schema": {
                    "type": "object", "required": ["id", "object", "created", "model", "choices"],
                    "properties": {
                      "object": {"const": "chat.completion"}, "choices": {"type": "array"}
                    }
                  }
                },
                "text/event-stream": {}
              }
            },
            "default": {"$ref": "#/components/responses/Problem"}
          }
        }
      },
      "/v1/feedback": {
        "post": {
          "operationId": "feedback", "summary": "How good a record was, or what it should be",
          "tags": ["records"],
          "requestBody": {
            "required": true,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Feedback"}}}
          },
          "responses": {
            "200": {
              "description": "Where it is kept.",
              "content": {
                "application/json": {
                  "schema": {
                    "type": "object", "required": ["kept"],
                    "properties": {"kept": {"type": "array", "items": {"type": "string"}}}
                  }
                }
              }
            },
            "default": {"$ref": "#/components/responses/Problem"}
          }
        }
      },
      "/v1/models": {
        "get": {
          "operationId": "models", "summary": "The prompters, for clients of OpenAI",
          "tags": ["openai"],
          "responses": {
            "200": {
              "description": "A list.",
              "content": {
                "application/json": {
                  "schema": {
                    "type": "object", "required": ["object", "data"],
                    "properties": {"object": {"const": "list"}, "data": {"type": "array"}}
                  }
                }
              }
            },
            "default": {"$ref": "#/components/responses/Problem"}
          }
        }
      },
      "/health/live": {
        "get": {
          "operationId": "live", "summary": "Whether the process is up", "tags": ["health"],
          "security": [],
          "responses": {
            "200": {"description": "It is.", "content": {"text/plain": {"schema": {"type": "string"}}}}
          }
        }
      },
      "/health/ready": {
        "get": {
          "operationId": "ready", "summary": "Whether requests should be sent here",
          "tags": ["health"], "security": [],
          "responses": {
            "200": {
              "description": "They should.",
              "content": {"application/json": {"schema": {"type": "object"}}}
            },
            "503": {
              "description": "They should not: the service is ending, or its model does not answer.",
              "content": {"application/json": {"schema": {"type": "object"}}}
            }
          }
        }
      },
      "/metrics": {
        "get": {
          "operationId": "metrics", "summary": "What was measured, for Prometheus",
          "tags": ["health"],
          "responses": {
            "200": {
              "description": "The text format of Prometheus.",
              "content": {"text/plain": {"schema": {"type": "string"}}}
            },
            "default": {"$ref": "#/components/responses/Problem"}
          }
        }
      }
    }
    """#

  /// The routes of jobs, when there are any.
  static let jobs = #"""
    {
      "/v1/jobs": {
        "post": {
          "operationId": "addJob", "summary": "Documents whose records are fetched later",
          "tags": ["jobs"],
          "requestBody": {
            "required": true,
            "content": {
              "application/json": {
                "schema": {
                  "type": "array", "minItems": 1,
                  "items": {"$ref": "#/components/schemas/Item"}
                }
              },
              "application/x-ndjson": {
                "schema": {"type": "string", "description": "Each line is an Item."}
              }
            }
          },
          "responses": {
            "202": {
              "description": "It is taken, and kept whatever happens to the process.",
              "headers": {"Location": {"schema": {"type": "string"}}},
              "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Job"}}}
            },
            "default": {"$ref": "#/components/responses/Problem"}
          }
        }
      },
      "/v1/jobs/{id}": {
        "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
        "get": {
          "operationId": "job", "summary": "How far a job is", "tags": ["jobs"],
          "responses": {
            "200": {
              "description": "The job.",
              "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Job"}}}
            },
            "default": {"$ref": "#/components/responses/Problem"}
          }
        }
      },
      "/v1/jobs/{id}/cancel": {
        "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
        "post": {
          "operationId": "cancelJob", "summary": "Calls off what is not done", "tags": ["jobs"],
          "responses": {
            "200": {
              "description": "The job.",
              "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Job"}}}
            },
            "default": {"$ref": "#/components/responses/Problem"}
          }
        }
      },
      "/v1/jobs/{id}/results": {
        "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
        "get": {
          "operationId": "results", "summary": "The lines that are there so far", "tags": ["jobs"],
          "responses": {
            "200": {
              "description": "A line a document, in their order.",
              "content": {"application/x-ndjson": {"schema": {"type": "string"}}}
            },
            "default": {"$ref": "#/components/responses/Problem"}
          }
        }
      }
    }
    """#
}
