// libcurl for Swift: the C library, and one-line functions over its variadic calls,
// which Swift cannot import. epoll and eventfd come along because Glibc's module lacks them.
#ifndef PROMPTER_CCURL_SHIM_H
#define PROMPTER_CCURL_SHIM_H

#include <curl/curl.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

typedef size_t (*ccurl_write_fn)(char *bytes, size_t size, size_t count, void *context);
typedef int (*ccurl_progress_fn)(void *context, curl_off_t down_total, curl_off_t down_now,
                                 curl_off_t up_total, curl_off_t up_now);
typedef int (*ccurl_socket_fn)(CURL *easy, curl_socket_t socket, int what, void *context, void *data);
typedef int (*ccurl_timer_fn)(CURLM *multi, long milliseconds, void *context);

static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_large(CURL *easy, CURLoption option, int64_t value) {
  return curl_easy_setopt(easy, option, (curl_off_t)value);
}
static inline CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, const void *value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_string(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_function(CURL *easy, CURLoption option, ccurl_write_fn function) {
  return curl_easy_setopt(easy, option, function);
}
static inline CURLcode ccurl_set_progress(CURL *easy, ccurl_progress_fn function) {
  return curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, function);
}
static inline CURLcode ccurl_get_long(CURL *easy, CURLINFO info, long *value) {
  return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode ccurl_get_double(CURL *easy, CURLINFO info, double *value) {
  return curl_easy_getinfo(easy, info, value);
}
static inline CURLcode ccurl_get_large(CURL *easy, CURLINFO info, int64_t *value) {
  curl_off_t number = 0;
  CURLcode code = curl_easy_getinfo(easy, info, &number);
  *value = number;
  return code;
}
static inline CURLcode ccurl_get_pointer(CURL *easy, CURLINFO info, void **value) {
  return curl_easy_getinfo(easy, info, value);
}
static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}
static inline CURLMcode ccurl_multi_set_socket(CURLM *multi, ccurl_socket_fn function, void *context) {
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
  return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, function);
}
static inline CURLMcode ccurl_multi_set_timer(CURLM *multi, ccurl_timer_fn function, void *context) {
  curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context);
  return curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, function);
}
/// Fills the next finished transfer and returns 1, or returns 0 when none is left.
static inline int ccurl_multi_next_done(CURLM *multi, CURL **easy, CURLcode *result) {
  int left = 0;
  CURLMsg *message;
  while ((message = curl_multi_info_read(multi, &left)) != NULL) {
    if (message->msg == CURLMSG_DONE) {
      *easy = message->easy_handle;
      *result = message->data.result;
      return 1;
    }
  }
  return 0;
}

#endif
