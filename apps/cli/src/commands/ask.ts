import { Option } from 'commander';
import type { Environment } from '#environment';
import { allPages } from '../administration/all-pages.js';
import { GatewayClient } from '../administration/gateway-client.js';
import { type Layout, printAnswer } from '../administration/print-answer.js';

export const ENVIRONMENT =
  '\nIt asks the gateway at COACHLINK_URL (http://127.0.0.1:8080 without it) with COACHLINK_ADMIN_KEY and ' +
  'COACHLINK_ADMIN_SECRET.';

export interface Options {
  readonly json?: boolean;
  /** Shows all of each cell, however long the lines get. */
  readonly wide?: boolean;
  readonly layout?: Layout;
}

export interface Forcible extends Options {
  readonly force?: boolean;
}

export const json = (): Option => new Option('--json', 'print the answer as JSON');

export const force = (): Option => new Option('--force', 'even where that stops a running decoder');

/** Asks the gateway, and prints its answer; of a list, all pages. */
export type Ask = (
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  options: Options,
  body?: object,
) => Promise<void>;

export const askedOf =
  (environment: Environment): Ask =>
  async (method, path, { json: isJson = false, wide: isWide = false, layout }, body) => {
    const client = new GatewayClient(environment);
    const answer =
      method === 'GET' ? allPages((each) => client.ask('GET', each), path) : client.ask(method, path, body);
    printAnswer(await answer, isJson, { ...layout, isWide });
  };
