import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Command, Option } from 'commander';
import {
  type FaultOptions,
  RESEND_BEHAVIOURS,
  restartNumbering,
  type RunningSimulator,
  startLineSimulator,
  startSimulator,
} from '#simulator';
import { protocolOf } from '#decoder';
import { portOf, probabilityOf, protocolOption, wholeOf } from './options.js';

interface SimulateOptions extends FaultOptions {
  readonly protocol: string;
  readonly port?: number;
  readonly riders: number;
  readonly seed: number;
  readonly speed: number;
  readonly startNumber: number;
  /** Seconds until the restart; `true` where none were given. */
  readonly restartNumbering?: number | true;
  readonly pty?: string;
  readonly json?: boolean;
}

const PROGRESS_MS = 60_000;
const RESTART_S = 30;

export function simulateCommand(): Command {
  return new Command('simulate')
    .description('a 250 m velodrome with riders and a decoder, to try a gateway on')
    .addOption(protocolOption())
    .option(
      '--port <port>',
      'TCP port on 127.0.0.1, by default that of the protocol; 0 takes a free one; over UDP the port that it sends to',
      portOf,
    )
    .option('--pty <path>', 'a serial port at this path in place of TCP (needs socat)')
    .option('--riders <count>', 'riders in the training', wholeOf(0, 20_000), 20)
    .option('--seed <number>', 'the same seed gives the same training', wholeOf(0, 0xffff_ffff), 1)
    .option('--speed <factor>', 'how many times faster than people', wholeOf(1, 1000), 1)
    .option('--start-number <n>', 'number of the first passing', wholeOf(1, 0xffff_ffff), 1)
    .option(
      '--restart-numbering [seconds]',
      'after so many seconds (30) the decoder is switched off and on: its memory is empty, its numbers begin again, and it ' +
        'cannot be reached until they are past those of before',
      wholeOf(1, 86_400),
    )
    .option(
      '--cut-frame <p>',
      'fault: a frame arrives in several pieces; probability per frame',
      probabilityOf,
    )
    .option('--truncate-frame <p>', 'fault: the end of a frame never comes', probabilityOf)
    .option('--bad-crc <p>', 'fault: a frame with a wrong CRC', probabilityOf)
    .option('--flipped-bit <p>', 'fault: a frame with a bit turned over', probabilityOf)
    .option('--junk <p>', 'fault: stray bytes before a frame', probabilityOf)
    .option(
      '--malformed <p>',
      'fault: a malformed frame of some kind before a frame, which arrives whole',
      probabilityOf,
    )
    .option('--cut-connection <p>', 'fault: the connection breaks in the middle of a frame', probabilityOf)
    .option(
      '--hole <p>',
      'fault: a passing is kept but not sent, so that only RESEND brings it',
      probabilityOf,
    )
    .addOption(
      new Option('--resend <behaviour>', 'fault: how RESEND is answered').choices([...RESEND_BEHAVIOURS]),
    )
    .option(
      '--resend-share <p>',
      'with --resend partial: the probability per asked passing that it comes, 0.5',
      probabilityOf,
    )
    .option('--resend-bad-crc <p>', 'fault: a passing that is sent again has a wrong CRC', probabilityOf)
    .option('--answer-delay-ms <ms>', 'fault: answers come so many ms late', wholeOf(0, 3_600_000))
    .option('--silent', 'fault: clients are accepted, and no byte is sent to them')
    .option('--json', 'print what happens as JSON lines')
    .addHelpText('after', '\nExample:\n  coachlink simulate --riders 40 --bad-crc 0.01 --hole 0.01')
    .action(simulate);
}

async function simulate(options: SimulateOptions): Promise<void> {
  if (protocolOf(options.protocol).createSide === undefined) await simulateWithFaults(options);
  else await simulateLines(options);
}

/** Runs a decoder that speaks by the side that its protocol brings; it has no faults. */
async function simulateLines(options: SimulateOptions): Promise<void> {
  const {
    protocol,
    riders,
    seed,
    speed,
    pty,
    json = false,
    port,
    restartNumbering: restarts,
    startNumber,
  } = options;
  const { transports } = protocolOf(protocol);
  const faults = Object.keys(options).filter((name) => !PLAIN_OPTIONS.has(name));
  if (faults.length > 0 || restarts !== undefined || startNumber !== 1)
    throw new Error(`the decoder of ${protocol} takes only ${[...PLAIN_OPTIONS].join(', ')}`);
  const simulator = await startLineSimulator({
    protocol,
    riders,
    seed,
    speed,
    port:
      port ?? transports.tcp?.defaultPort ?? transports.ws?.defaultPort ?? transports.udp?.defaultPort ?? 0,
    ...(pty === undefined ? {} : { serialPath: pty }),
  });
  const { url } = simulator;
  const count = (): number => simulator.ledger.bounds()?.last ?? 0;
  await untilEnded({ url, riders, seed, json, count });
  await simulator.close();
}

const PLAIN_OPTIONS = new Set(['protocol', 'port', 'pty', 'riders', 'seed', 'speed', 'startNumber', 'json']);

async function simulateWithFaults({
  protocol,
  port = 5403,
  riders,
  seed,
  speed,
  startNumber,
  restartNumbering: restartAfter,
  pty,
  json = false,
  ...faults
}: SimulateOptions): Promise<void> {
  const loop = { metres: 0, startNumber, ...(pty === undefined ? {} : { serialPath: pty }) };
  const simulator = await startSimulator({ port, riders, seed, speed, faults, loops: [loop] });
  const url =
    pty === undefined ? `${protocol}+tcp://127.0.0.1:${simulator.port}` : `${protocol}+serial://${pty}`;
  const ended = new AbortController();
  if (restartAfter !== undefined)
    void restart(
      simulator,
      { startNumber, json, afterS: restartAfter === true ? RESTART_S : restartAfter },
      ended.signal,
    );
  await untilEnded({ url, riders, seed, json, count: () => passingsOf(simulator) });
  ended.abort();
  await simulator.close();
}

interface Told {
  readonly url: string;
  readonly riders: number;
  readonly seed: number;
  readonly json: boolean;
  /** Returns the number of passings so far. */
  readonly count: () => number;
}

/** Tells how to connect a gateway, and the passings so far; resolves when a person ends it. */
async function untilEnded({ url, riders, seed, json, count }: Told): Promise<void> {
  const connect = `COACHLINK_DECODERS='velodrome=${url}' npm start`;
  process.stdout.write(
    json
      ? `${JSON.stringify({ event: 'started', url, riders, seed })}\n`
      : `${riders} riders are on the track (seed ${seed}). Connect a gateway:\n\n  ${connect}\n\nCtrl-C ends it.\n`,
  );
  const progress = setInterval(() => {
    const reported = count();
    process.stdout.write(
      json ? `${JSON.stringify({ event: 'progress', reported })}\n` : `${reported} passings so far\n`,
    );
  }, PROGRESS_MS);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  clearInterval(progress);
}

interface Restart {
  readonly startNumber: number;
  readonly afterS: number;
  readonly json: boolean;
}

async function restart(
  { decoders: [decoder] }: RunningSimulator,
  { startNumber, afterS, json }: Restart,
  signal: AbortSignal,
): Promise<void> {
  const say = (event: string, lastNumber: number, text: string): void => {
    process.stdout.write(json ? `${JSON.stringify({ event, last_number: lastNumber })}\n` : `${text}\n`);
  };
  if (decoder === undefined) return;
  try {
    await delay(afterS * 1000, undefined, { signal });
    const off = (last: number): void => {
      say(
        'switched_off',
        last,
        `The decoder is switched off after number ${last}, and on again: it numbers anew.`,
      );
    };
    const { lastAfter } = await restartNumbering(decoder, startNumber, off, signal);
    say(
      'reachable',
      lastAfter,
      `It can be reached again, and is at number ${lastAfter} of the new numbering.`,
    );
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function passingsOf({ decoders }: RunningSimulator): number {
  return decoders.reduce((sum, { ledger }) => {
    const bounds = ledger.bounds();
    if (bounds === undefined) return sum;
    // Numbers go on at 0 after the highest u32.
    return sum + ((bounds.last - bounds.first + 2 ** 32) % 2 ** 32) + 1;
  }, 0);
}
