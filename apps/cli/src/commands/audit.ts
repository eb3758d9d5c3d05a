import { Command, Option } from 'commander';
import type { Environment } from '#environment';
import { allPages } from '../administration/all-pages.js';
import { AUDIT_LAYOUT, auditRows } from '../administration/audit-rows.js';
import { GatewayClient } from '../administration/gateway-client.js';
import { printAnswer } from '../administration/print-answer.js';
import { ENVIRONMENT } from './ask.js';
import { momentOf, wholeOf } from './options.js';

const USUAL_ROWS = 100;
const MOST_ROWS = 1_000_000;
const LARGEST_PAGE = 1000;

interface AuditOptions {
  readonly limit: number;
  readonly since?: number;
  readonly until?: number;
  readonly json?: boolean;
  readonly wide?: boolean;
}

export function auditCommand(environment: Environment): Command {
  return new Command('audit')
    .description('who changed what, newest first')
    .option('--limit <n>', 'list at most so many changes', wholeOf(1, MOST_ROWS), USUAL_ROWS)
    .option(
      '--since <moment>',
      'list changes of that moment or later, such as 2030-12-31T00:00:00Z',
      momentOf,
    )
    .option('--until <moment>', 'list changes of that moment or before', momentOf)
    .option('--wide', 'all of each value, however long the lines get')
    .addOption(new Option('--json', 'print the answer as JSON, with what was there before and after'))
    .addHelpText('after', ENVIRONMENT)
    .action(async ({ limit, since, until, json = false, wide: isWide = false }: AuditOptions) => {
      const query = new URLSearchParams({ limit: String(Math.min(limit, LARGEST_PAGE)) });
      if (since !== undefined) query.set('since_ms', String(since));
      if (until !== undefined) query.set('until_ms', String(until));
      const client = new GatewayClient(environment);
      const path = `/admin/audit?${query.toString()}`;
      const answer = await allPages((each) => client.ask('GET', each), path, limit);
      printAnswer(json ? answer : auditRows(answer), json, { ...AUDIT_LAYOUT, isWide });
    });
}
