import { once } from 'node:events';
import { Command } from 'commander';
import { type FaultOptions, type RunningSimulator, startSimulator } from '#simulator';
import { portOf, probabilityOf, wholeOf } from './numbers.js';

interface SimulateOptions extends Omit<FaultOptions, 'silent'> {
  readonly port: number;
  readonly riders: number;
  readonly seed: number;
  readonly speed: number;
  readonly pty?: string;
  readonly json?: boolean;
}

const PROGRESS_MS = 60_000;

export function simulateCommand(): Command {
  return new Command('simulate')
    .description('a 250 m velodrome with riders whose decoder speaks P3, to try a gateway on')
    .option('--port <port>', 'TCP port on 127.0.0.1; 0 takes a free one', portOf, 5403)
    .option('--pty <path>', 'a serial port at this path in place of TCP (needs socat)')
    .option('--riders <count>', 'riders in the training', wholeOf(0, 20_000), 20)
    .option('--seed <number>', 'the same seed gives the same training', wholeOf(0, 0xffff_ffff), 1)
    .option('--speed <factor>', 'how many times faster than people', wholeOf(1, 1000), 1)
    .option(
      '--cut-frame <p>',
      'fault: a frame arrives in several pieces; probability per frame',
      probabilityOf,
    )
    .option('--truncate-frame <p>', 'fault: the end of a frame never comes', probabilityOf)
    .option('--bad-crc <p>', 'fault: a frame with a wrong CRC', probabilityOf)
    .option('--flipped-bit <p>', 'fault: a frame with a bit turned over', probabilityOf)
    .option('--junk <p>', 'fault: bytes that belong to nothing before a frame', probabilityOf)
    .option('--cut-connection <p>', 'fault: the connection breaks in the middle of a frame', probabilityOf)
    .option(
      '--hole <p>',
      'fault: a passing is kept but not sent, so that only RESEND brings it',
      probabilityOf,
    )
    .option('--json', 'print what happens as JSON lines')
    .addHelpText('after', '\nExample:\n  coachlink simulate --riders 40 --bad-crc 0.01 --hole 0.01')
    .action(simulate);
}

async function simulate({
  port,
  riders,
  seed,
  speed,
  pty,
  json = false,
  ...faults
}: SimulateOptions): Promise<void> {
  const loop = pty === undefined ? { metres: 0 } : { metres: 0, serialPath: pty };
  const simulator = await startSimulator({ port, riders, seed, speed, faults, loops: [loop] });
  const url = pty === undefined ? `p3+tcp://127.0.0.1:${simulator.port}` : `p3+serial://${pty}`;
  const connect = `COACHLINK_DECODERS='velodrome=${url}' npm start`;
  process.stdout.write(
    json
      ? `${JSON.stringify({ event: 'started', url, riders, seed })}\n`
      : `${riders} riders are on the track (seed ${seed}). Connect a gateway:\n\n  ${connect}\n\nCtrl-C ends it.\n`,
  );
  const progress = setInterval(() => {
    const reported = passingsOf(simulator);
    process.stdout.write(
      json ? `${JSON.stringify({ event: 'progress', reported })}\n` : `${reported} passings so far\n`,
    );
  }, PROGRESS_MS);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  clearInterval(progress);
  await simulator.close();
}

function passingsOf({ decoders }: RunningSimulator): number {
  return decoders.reduce((sum, { ledger }) => {
    const bounds = ledger.bounds();
    return bounds === undefined ? sum : sum + bounds.last - bounds.first + 1;
  }, 0);
}
