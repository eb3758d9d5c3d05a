import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import { protocolOf } from '#decoder';
import { type CapturedBytes, nothingIn, openCapture, toStandardError } from '../capture/read-capture.js';
import { inPieces, rhythmOf, seeded, startsIn, type TimedBytes } from '../capture/rhythm.js';
import { portOf, protocolOption, wholeOf } from './options.js';

interface ReplayOptions {
  readonly protocol: string;
  readonly port: number;
  readonly host: string;
  /** Factor of the speed; 0 is as fast as the client reads. */
  readonly speed: number;
  readonly pieces?: number;
  readonly seed: number;
  readonly once?: boolean;
  readonly json?: boolean;
}

export function replayCommand(): Command {
  return new Command('replay')
    .description(
      'play a capture over TCP as its decoder did, from the beginning to each client that connects',
    )
    .argument(
      '<capture>',
      'raw bytes, hex, a dump, or a file or folder of the flight recorder; - for standard input',
    )
    .addOption(protocolOption())
    .option('--port <port>', 'where to listen; 0 takes a free one', portOf, 5403)
    .option('--host <host>', 'address to listen on', '127.0.0.1')
    .option('--speed <factor>', 'how many times faster than it was; max for as fast as possible', speedOf, 1)
    .option('--pieces <bytes>', 'cut the bytes into random pieces of 1 to this many', wholeOf(1, 65_536))
    .option('--seed <number>', 'seed of the pieces', wholeOf(0, 0xffff_ffff), 1)
    .option('--once', 'end when the first client has got everything')
    .option('--json', 'print what happens as JSON lines')
    .addHelpText(
      'after',
      '\nA recording (record=1) is played at the pace at which it came, other captures at that of their passings.' +
        '\n\nExamples:\n  coachlink replay morning.hex --port 5403 --speed 25' +
        '\n  coachlink replay .coachlink/recorder/finish --speed 25',
    )
    .action(replay);
}

async function replay(capture: string, options: ReplayOptions): Promise<void> {
  const captured: CapturedBytes[] = [];
  const protocol = protocolOf(options.protocol);
  const { looksLike, pieces } = await openCapture(capture, process.stdin, protocol, toStandardError);
  for await (const each of pieces) captured.push(each);
  if (!captured.some(({ bytes }) => startsIn(protocol, bytes).length > 0))
    throw nothingIn(looksLike, `frame of ${options.protocol.toUpperCase()}`);
  const timed = rhythmOf(protocol, captured);
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => undefined); // a client that goes is no fault of the replay: 'close' follows
    const client = `${socket.remoteAddress ?? ''}:${socket.remotePort ?? ''}`;
    say(options, { event: 'connected', client });
    void play(socket, timed, options).then((isWhole) => {
      say(options, { event: isWhole ? 'sent' : 'left', client });
      if (options.once === true && isWhole) socket.end(() => server.close());
    });
  });
  server.listen(options.port, options.host);
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : options.port;
  const bytes = timed.reduce((sum, part) => sum + part.bytes.length, 0);
  say(options, { event: 'listening', host: options.host, port, frames: timed.length, bytes });
  process.once('SIGINT', () => process.exit(0));
  process.once('SIGTERM', () => process.exit(0));
  await once(server, 'close');
}

/** Sends a capture; resolves to whether the client got all of it. */
async function play(
  socket: Socket,
  timed: readonly TimedBytes[],
  { speed, pieces, seed }: ReplayOptions,
): Promise<boolean> {
  const random = seeded(seed);
  const startMs = performance.now();
  for (const { bytes, atUs } of timed) {
    const waitMs = speed === 0 ? 0 : startMs + atUs / 1000 / speed - performance.now();
    if (waitMs > 1) await delay(waitMs);
    for (const piece of pieces === undefined ? [bytes] : inPieces(bytes, pieces, random)) {
      if (!socket.writable) return false;
      // Each piece is to be a packet of its own, so that the reader meets it alone.
      const isFull = !socket.write(piece);
      if (isFull) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
      else if (pieces !== undefined) await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return socket.writable;
}

function speedOf(text: string): number {
  if (text === 'max') return 0;
  const speed = Number(text);
  if (!(speed >= 0 && speed <= 1_000_000)) throw new InvalidArgumentError('Give a factor above 0, or max.');
  return speed;
}

function say({ json = false }: ReplayOptions, what: Readonly<Record<string, string | number>>): void {
  const text = json
    ? JSON.stringify(what)
    : Object.entries(what)
        .map(([name, value]) => (name === 'event' ? value : `${name} ${value}`))
        .join(', ');
  process.stdout.write(`${text}\n`);
}
