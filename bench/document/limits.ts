/** What the figures do not say, for people. */
export const LIMITS: readonly string[] = [
  'Everything here ran on one machine with two cores: the load, the gateway and Redis share them.',
  'Redis is set up as `npm start` sets it up: append-only file, synced every second. A power cut may take the last second; ' +
    'the decoder is asked for it again. With `appendfsync always` storing one passing at a time falls to a few thousand a second.',
  'A chunk of ten minutes is read as a whole. On a track it has some thousand passings; where a burst puts a million into one, ' +
    'the newest hundred of it take about 50 ms instead of 1.',
  'A passing that came before is looked up in its chunk, about 50 us each, 64 in one script at the most. A decoder that ' +
    'sends everything again is taken in at some 10,000 passings a second, not at hundreds of thousands.',
  'A script takes 0.1 to 0.6 ms of the processor. Some in a thousand are counted as longer than 5 ms while sender, gateway and ' +
    'Redis fight for two cores at full speed: most likely Redis counts the time in which it was not let run, which is not shown yet.',
  'An export is far from the raw rate: a row of 28 bytes in Redis is 265 bytes of NDJSON or 89 of CSV, and half of the time ' +
    'goes into handing them to the network. The row "the same bytes, ready" shows what a server reaches that has nothing to ' +
    'read and nothing to write.',
  'The first long export after a start lets the memory grow by some 60 to 80 MB, most likely because V8 lets buffers ' +
    'outside of its heap gather; the next one took 0.1 MB more.',
  'The first question after a start takes some milliseconds longer: code is compiled and the names of transponders are read.',
  'Sessions of the current day are read from the summaries of its chunks; the digest of a day is made once it is over.',
];
