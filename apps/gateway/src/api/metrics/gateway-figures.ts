import type { OutputState } from '../../platform/log/minded-output.js';
import type { RetentionFacts } from '../../intake/retention/retention.service.js';
import { STORAGE_TROUBLES, type StorageTrouble } from '../../platform/storage/storage-trouble.js';
import type { Figure } from './figure.js';

export interface GatewayFacts {
  readonly version: string;
  readonly stored: number;
  readonly repeated: number;
  readonly pending: number;
  readonly storage: StorageTrouble | undefined;
  readonly isUnconfirmed: boolean;
  readonly retention: RetentionFacts;
  readonly outputs: readonly OutputState[];
}

const sole = (value: number) => [{ labels: {}, value }];

export const GATEWAY_FIGURES: readonly Figure<GatewayFacts>[] = [
  {
    kind: 'gauge',
    name: 'coachlink_build_info',
    help: 'Always 1; its label says the version.',
    labelNames: ['version'],
    samples: ({ version }) => [{ labels: { version }, value: 1 }],
  },
  {
    kind: 'counter',
    name: 'coachlink_passings_stored_total',
    help: 'Passings that are kept, since the start.',
    labelNames: [],
    samples: ({ stored }) => sole(stored),
  },
  {
    kind: 'counter',
    name: 'coachlink_passings_repeated_total',
    help: 'Passings that came again and were kept already, since the start.',
    labelNames: [],
    samples: ({ repeated }) => sole(repeated),
  },
  {
    kind: 'gauge',
    name: 'coachlink_passings_pending',
    help: 'Passings that wait for the storage.',
    labelNames: [],
    samples: ({ pending }) => sole(pending),
  },
  {
    kind: 'gauge',
    name: 'coachlink_storage_trouble',
    help: 'Whether the storage has this trouble.',
    labelNames: ['trouble'],
    samples: ({ storage }) =>
      STORAGE_TROUBLES.map((trouble) => ({ labels: { trouble }, value: Number(trouble === storage) })),
  },
  {
    kind: 'gauge',
    name: 'coachlink_storage_unconfirmed',
    help: 'Whether replicas lack a confirmation of kept passings, which would be lost with the master.',
    labelNames: [],
    samples: ({ isUnconfirmed }) => sole(Number(isUnconfirmed)),
  },
  {
    kind: 'counter',
    name: 'coachlink_retention_dropped_passings_total',
    help: 'Passings that were dropped because of their age, since the start.',
    labelNames: [],
    samples: ({ retention }) => sole(retention.droppedPassings),
  },
  {
    kind: 'gauge',
    name: 'coachlink_retention_dropped_until_seconds',
    help: 'Every passing that was ever dropped is older than this, seconds since 1970; absent where none was.',
    labelNames: [],
    samples: ({ retention: { droppedUntilUs } }) =>
      droppedUntilUs === undefined ? [] : sole(droppedUntilUs / 1_000_000),
  },
  {
    kind: 'gauge',
    name: 'coachlink_retention_waiting',
    help: 'Whether the dropping of old passings waits: too many at once, or a doubtful clock.',
    labelNames: [],
    samples: ({ retention }) => sole(Number(retention.waits !== undefined)),
  },
  {
    kind: 'gauge',
    name: 'coachlink_log_trouble',
    help: 'Whether an output of the process cannot be written, so that lines of the log are lost.',
    labelNames: ['output'],
    samples: ({ outputs }) =>
      outputs.map(({ name, trouble }) => ({
        labels: { output: name },
        value: Number(trouble !== undefined),
      })),
  },
  {
    kind: 'counter',
    name: 'coachlink_log_lost_lines_total',
    help: 'Lines of the log that could not be written, since the start.',
    labelNames: ['output'],
    samples: ({ outputs }) =>
      outputs.map(({ name, lostLines }) => ({ labels: { output: name }, value: lostLines })),
  },
];
