// libpq for Swift.
#ifndef PROMPTER_CPQ_SHIM_H
#define PROMPTER_CPQ_SHIM_H

#include <libpq-fe.h>

#endif
