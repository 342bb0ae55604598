/*
 * The limit that verification is measured against: nothing but libsodium's
 * crypto_sign_verify_detached over the signatures of a history, on some threads.
 *
 * usage: verify_loop FILE THREADS
 *
 * FILE holds records without padding: public key (32 bytes), signature (64), length of the message
 * (4, little-endian), message. Prints verifications per second, the best of three passes. A
 * signature that does not verify is an error: it would be cheaper than one that does.
 */
#include <pthread.h>
#include <sodium.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { KEY = 32, SIGNATURE = 64, LENGTH = 4, HEADER = KEY + SIGNATURE + LENGTH, PASSES = 3 };

struct share {
  pthread_t thread;
  const unsigned char *const *records;
  size_t first, end;
  int failed;
};

static void die(const char *message) {
  fprintf(stderr, "verify_loop: %s\n", message);
  exit(1);
}

static size_t message_length(const unsigned char *record) {
  const unsigned char *p = record + KEY + SIGNATURE;
  return (size_t)p[0] | (size_t)p[1] << 8 | (size_t)p[2] << 16 | (size_t)p[3] << 24;
}

static unsigned char *read_file(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  if (!file || fseek(file, 0, SEEK_END)) die("cannot open the records");
  long end = ftell(file);
  if (end <= 0 || fseek(file, 0, SEEK_SET)) die("cannot size the records");
  unsigned char *bytes = malloc((size_t)end);
  if (!bytes || fread(bytes, 1, (size_t)end, file) != (size_t)end) die("cannot read the records");
  fclose(file);
  *size = (size_t)end;
  return bytes;
}

/* Fills `records`, where it is not null, with the start of each record; returns their number. */
static size_t index_records(const unsigned char *bytes, size_t size, const unsigned char **records) {
  size_t count = 0;
  for (size_t at = 0; at < size; count++) {
    if (size - at < HEADER) die("a record is cut off");
    size_t length = message_length(bytes + at);
    if (size - at - HEADER < length) die("a message is cut off");
    if (records) records[count] = bytes + at;
    at += HEADER + length;
  }
  return count;
}

static void *verify(void *argument) {
  struct share *share = argument;
  for (size_t i = share->first; i < share->end; i++) {
    const unsigned char *record = share->records[i];
    if (crypto_sign_verify_detached(record + KEY, record + HEADER, message_length(record), record))
      share->failed = 1;
  }
  return NULL;
}

static double now_seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double pass_seconds(
    const unsigned char *const *records, size_t count, struct share *shares, size_t threads) {
  double start = now_seconds();
  for (size_t i = 0; i < threads; i++) {
    shares[i].records = records;
    shares[i].first = count * i / threads;
    shares[i].end = count * (i + 1) / threads;
    shares[i].failed = 0;
    if (pthread_create(&shares[i].thread, NULL, verify, &shares[i])) die("cannot start a thread");
  }
  for (size_t i = 0; i < threads; i++) {
    if (pthread_join(shares[i].thread, NULL)) die("cannot join a thread");
    if (shares[i].failed) die("a signature does not verify");
  }
  return now_seconds() - start;
}

int main(int argc, char **argv) {
  if (argc != 3) die("usage: verify_loop FILE THREADS");
  long threads = strtol(argv[2], NULL, 10);
  if (threads < 1 || threads > 1024) die("the number of threads is not within 1 to 1024");
  if (sodium_init() < 0) die("cannot initialise libsodium");

  size_t size;
  unsigned char *bytes = read_file(argv[1], &size);
  size_t count = index_records(bytes, size, NULL);
  const unsigned char **records = calloc(count, sizeof *records);
  struct share *shares = calloc((size_t)threads, sizeof *shares);
  if (!records || !shares) die("out of memory");
  index_records(bytes, size, records);

  double best = 0;
  for (int pass = 0; pass < PASSES; pass++) {
    double seconds = pass_seconds(records, count, shares, (size_t)threads);
    if (pass == 0 || seconds < best) best = seconds;
  }
  printf("%.0f\n", (double)count / best);
  free(shares);
  free(records);
  free(bytes);
  return 0;
}
