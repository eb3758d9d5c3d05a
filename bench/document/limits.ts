/** Limits of the figures, for people. */
export const LIMITS: readonly string[] = [
  'Everything here ran on one machine with two cores: the load, the gateway and Redis share them. Decoders at full speed and ' +
    'clients that take files are kept lean, as they would be other machines.',
  'The ratio to the plain parser depends on the machine: allocating memory holds up the plain parser, ' +
    'arithmetic ours, as the row beside the limit shows. Where memory is quick the ratio is 20 to 27.',
  'Redis is set up as `npm start` sets it up: append-only file, synced every second. A power cut may take the last second; ' +
    'the decoder is asked for it again. With `appendfsync always` storing one passing at a time falls to a few thousand a second.',
  'A chunk of ten minutes is read as a whole. On a track a chunk has some thousand passings; where a burst puts a ' +
    'million into one, its newest hundred take about 50 ms instead of 1.',
  'A passing that came before is looked up in its chunk, about 50 us each, 64 in one script at the most. A decoder that ' +
    'sends everything again is taken in at some 10,000 passings a second, not at hundreds of thousands.',
  'A script takes 0.1 to 0.6 ms of the processor. Scripts of more than 5 ms were put off in the middle: recorded with ' +
    '`perf sched`, such a script waited 3 to 6 ms while the gateway, the threads that collect its garbage or the child ' +
    'of Redis that rewrites the append-only file had the core. Fewer threads, or no rewriting, did not change their ' +
    'number: one to five in ten million passings, or none. The row "with Redis first in line" is the same load where the ' +
    'system lets Redis go first, and shows how many of them were put off. The p99 of the bench latency includes all of ' +
    'them.',
  'An export is far from the raw rate in rows: a row of 28 bytes in Redis is 265 bytes of NDJSON or 89 of CSV, and Redis ' +
    'hands out 30 million of them a second, to `redis-cli` as to us. A bar of 0.3 of that leaves some 110 ns for a row, ' +
    'which is 220 ns of two cores. By the profile (`node --cpu-prof`) the thread that writes takes some 260 for a row: ' +
    '120 to write it, 36 to find and unpack it, 35 to collect the garbage of what Redis sent, 26 for the first row of ' +
    'each shape, 13 to hand the bytes over, and 33 to wait. The other core takes 100 more to send and to receive the ' +
    'bytes, as the row "the same bytes, ready" shows, which reads and writes no row, and 11 for Redis to read. Tried: ' +
    'rows written by WebAssembly, which take 37 ns instead of 105, brought NDJSON to 0.21 and CSV to 0.27 with two ' +
    'million kept; a second language and its compiler were not worth that. A second thread would have no core of its ' +
    'own, and passings would wait for one. A network of a gigabit carries 0.44 million rows of NDJSON a second: a tenth ' +
    'of what leaves here.',
  'The first question after a start takes some milliseconds longer: code is compiled and the names of transponders are read.',
  'Sessions of the current day are read from the summaries of its chunks; the digest of a day is made once it is over.',
];
