/// What the measures say, for people.
enum MetricHelp {
  static let texts = [
    "prompter_requests_total": "Requests answered, by route and status.",
    "prompter_request_duration_seconds": "From a request's head to its answer.",
    "prompter_inflight": "Documents under way.",
    "prompter_queue_depth": "Requests that wait for a place.",
    "prompter_llm_calls_total": "Calls of models, by outcome.",
    "prompter_llm_call_duration_seconds": "From a call to its answer.",
    "prompter_llm_tokens_total": "Tokens sent and received.",
    "prompter_llm_cost_usd_total": "What calls cost, in US dollars.",
    "prompter_queue_wait_seconds": "Waits of calls for budget and place.",
    "prompter_ratelimit_wait_seconds": "Waits of calls for limits.",
    "prompter_retries_total": "Calls that were tried again, by reason.",
    "prompter_repairs_total": "What the parser mended, by rule.",
    "prompter_records_total": "Documents, by what became of them.",
    "prompter_confidence": "Confidence of records.",
    "prompter_cache_hits_total": "Answers that came from the cache.",
    "prompter_cache_misses_total": "Answers that the cache did not have.",
    "prompter_null_fields_total": "Records without a value, by field.",
  ]
}
