import { Command, CommanderError } from 'commander';
import { VERSION } from '#environment';
import { administrationCommands } from './commands/administration.js';
import { auditCommand } from './commands/audit.js';
import { certificateCommand } from './commands/certificate.js';
import { decodeCommand } from './commands/decode.js';
import { discoverCommand } from './commands/discover.js';
import { followCommand } from './commands/follow.js';
import { replayCommand } from './commands/replay.js';
import { simulateCommand } from './commands/simulate.js';

const DONE = 0;
const FAILED = 1;
const WRONG_USE = 2;

async function main(argv: readonly string[]): Promise<number> {
  const program = new Command('coachlink')
    .description('The command line of CoachLINK, the open gateway for transponder timing.')
    .version(VERSION)
    .showHelpAfterError('(coachlink --help tells what there is)');
  const commands = [
    decodeCommand(),
    replayCommand(),
    simulateCommand(),
    discoverCommand(),
    certificateCommand(),
    ...administrationCommands(process.env),
    auditCommand(process.env),
    followCommand(process.env),
  ];
  for (const command of commands) program.addCommand(command);
  for (const command of [program, ...program.commands, ...program.commands.flatMap((each) => each.commands)])
    command.exitOverride();
  try {
    await program.parseAsync(argv);
    return DONE;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : WRONG_USE;
    process.stderr.write(`coachlink: ${explained(error)}\n`);
    return FAILED;
  }
}

function explained(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, path, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'ENOENT') return `there is no file ${path ?? ''}`;
  if (code === 'EISDIR') return 'this is a folder: give a file';
  if (code === 'EADDRINUSE')
    return `port ${port ?? ''} is in use: give another one with --port, or 0 for a free one`;
  return error.message;
}

// A reader that closes the pipe, such as `head`, has enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? DONE : FAILED),
);
process.exitCode = await main(process.argv);
