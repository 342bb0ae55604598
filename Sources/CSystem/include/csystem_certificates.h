#ifndef CSYSTEM_CERTIFICATES_H
#define CSYSTEM_CERTIFICATES_H

/*
 * libgit2 starts its TLS library (Mbed TLS, as Debian builds it), which then reads all certificate authorities of the
 * machine: 6 ms for each process. Nothing here speaks TLS through libgit2; git itself talks with remotes. A program's
 * own functions go before those of libraries, so libgit2 finds these, which read nothing: without an authority every TLS
 * connection of libgit2 is refused (ADR 0033).
 */

struct mbedtls_x509_crt;

/* In place of the function of x509_crt.h that reads a file. Returns 0: every certificate was read. */
int mbedtls_x509_crt_parse_file(struct mbedtls_x509_crt *chain, const char *path);

/* In place of the one that reads a folder. Returns 0. */
int mbedtls_x509_crt_parse_path(struct mbedtls_x509_crt *chain, const char *path);

#endif
