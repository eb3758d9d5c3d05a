import type { Duplex } from 'node:stream';
import { finished } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { DecoderStream } from '../stream/decoder.stream.js';

const TIMEOUT_MS = 1000;

/**
 * Ends a line cleanly: reading stops, the bytes read so far are delivered, and the decoder is told. A decoder has few
 * places for clients, and a socket left open would keep one.
 */
export async function hangUp(line: Duplex, stream: DecoderStream): Promise<void> {
  line.unpipe(stream);
  stream.end();
  line.end();
  const ended = Promise.allSettled([finished(stream), finished(line, { readable: false })]);
  await Promise.race([ended, delay(TIMEOUT_MS, undefined, { ref: false })]);
  line.destroy();
}
