// libxml2 for Swift.
#ifndef PROMPTER_CXML2_SHIM_H
#define PROMPTER_CXML2_SHIM_H

#include <libxml/xmlversion.h>
// Where libxml2 was built with ICU, <libxml/encoding.h> includes <unicode/ucnv.h>, whose UErrorCode
// clashes with Foundation's own.
#undef LIBXML_ICU_ENABLED
#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>

#endif
