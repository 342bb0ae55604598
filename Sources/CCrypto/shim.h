/* The one-shot contexts of SHA-1 and SHA-2 are deprecated in 3.0 in favour of EVP, which allocates
   for each digest; for 1 KB messages that costs more than the hashing. They live on the stack. */
#ifndef OPENSSL_SUPPRESS_DEPRECATED
#define OPENSSL_SUPPRESS_DEPRECATED
#endif
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/sha.h>
#include <openssl/err.h>
