import { setTimeout as delay } from 'node:timers/promises';
import { Command, Option } from 'commander';
import type { Environment } from '#environment';
import { type FollowedRow, followHeader, followLine, identityOf } from '../administration/follow-rows.js';
import { GatewayAway, GatewayClient } from '../administration/gateway-client.js';
import { ENVIRONMENT, json } from './ask.js';
import { momentOf } from './options.js';

const WAIT_S = 25;
const PAUSE_MS = 1000;
const PAGE = 1000;

interface FollowOptions {
  readonly after?: string;
  readonly since?: number;
  readonly decoder?: string;
  readonly transponder?: string;
  readonly json?: boolean;
}

interface FeedAnswer {
  readonly passings: readonly FollowedRow[];
  readonly cursor: string;
  readonly rewound?: true;
}

export function followCommand(environment: Environment): Command {
  return new Command('follow')
    .description('passings as they are stored, late ones too, until Ctrl-C')
    .addOption(new Option('--after <cursor>', 'go on behind a cursor, as --json shows it').conflicts('since'))
    .option('--since <moment>', 'begin with passings of that moment, such as 2030-12-31T00:00:00Z', momentOf)
    .option('--decoder <id>', 'only passings of this decoder')
    .option('--transponder <id>', 'only this transponder')
    .addOption(json())
    .addHelpText('after', ENVIRONMENT)
    .action((options: FollowOptions) => follow(new GatewayClient(environment), options));
}

async function follow(client: GatewayClient, options: FollowOptions): Promise<void> {
  const print = (row: FollowedRow): void => {
    process.stdout.write(`${options.json === true ? JSON.stringify(row) : followLine(row)}\n`);
  };
  if (options.json !== true) process.stdout.write(`${followHeader()}\n`);
  // Taken before the passings of earlier are read, so that none is between.
  let cursor = options.after ?? (await ask(client, options, 'now', 0)).cursor;
  const printed = new Set<string>();
  if (options.since !== undefined)
    for await (const row of since(client, options, options.since)) {
      printed.add(identityOf(row));
      print(row);
    }
  for (;;) {
    const answer = await askUntilAnswered(client, options, cursor);
    if (answer.rewound === true)
      process.stderr.write('coachlink: the storage was set back: passings may come again\n');
    for (const row of answer.passings) if (!printed.delete(identityOf(row))) print(row);
    ({ cursor } = answer);
  }
}

async function askUntilAnswered(
  client: GatewayClient,
  options: FollowOptions,
  cursor: string,
): Promise<FeedAnswer> {
  for (let isSaid = false; ; isSaid = true) {
    try {
      return await ask(client, options, cursor, WAIT_S);
    } catch (error) {
      if (!(error instanceof GatewayAway)) throw error;
      if (!isSaid) process.stderr.write(`coachlink: ${error.message}; asking again\n`);
      await delay(PAUSE_MS);
    }
  }
}

async function ask(
  client: GatewayClient,
  options: FollowOptions,
  after: string,
  waitS: number,
): Promise<FeedAnswer> {
  const query = new URLSearchParams({ ...filters(options), after, wait_s: String(waitS) });
  return (await client.ask('GET', `/passings/feed?${query.toString()}`)) as unknown as FeedAnswer;
}

async function* since(
  client: GatewayClient,
  options: FollowOptions,
  sinceMs: number,
): AsyncGenerator<FollowedRow> {
  const first = { ...filters(options), start_time_ms: String(sinceMs), order: 'asc', limit: String(PAGE) };
  for (let query: Record<string, string> | undefined = first; query !== undefined;) {
    const answer = await client.ask('GET', `/passings?${new URLSearchParams(query).toString()}`);
    yield* answer.passings as FollowedRow[];
    const { next_cursor: cursor } = answer as { readonly next_cursor?: string };
    query = cursor === undefined ? undefined : { cursor, limit: String(PAGE) };
  }
}

function filters({ decoder, transponder }: FollowOptions): Record<string, string> {
  return {
    ...(decoder === undefined ? {} : { decoder_id: decoder }),
    ...(transponder === undefined ? {} : { transponder_id: transponder }),
  };
}
