import { RecordsGone } from '#passings';

/** Reasons why the storage does not serve. */
export const STORAGE_TROUBLES = [
  'down',
  'slow',
  'loading',
  'read_only',
  'out_of_memory',
  'disk_full',
  'servers_missing',
  'slot_moving',
  'records_gone',
  'no_access',
  'unexpected',
] as const;
export type StorageTrouble = (typeof STORAGE_TROUBLES)[number];

/** A change that may or may not have been written, or may be lost again: no answer must say that it is done. */
export class UnconfirmedWrite extends Error {
  override readonly name = 'UnconfirmedWrite';

  constructor(readonly trouble: StorageTrouble) {
    super('the storage did not confirm a change');
  }
}

interface TroubleWords {
  /** The trouble as a sentence, without its full stop. */
  readonly what: string;
  /** The remedy as a sentence. */
  readonly remedy: string;
}

export const TROUBLE_WORDS: Readonly<Record<StorageTrouble, TroubleWords>> = {
  down: { what: 'The storage cannot be reached', remedy: 'Start Redis, or correct REDIS_URL.' },
  slow: {
    what: 'The storage does not answer in time',
    remedy: 'Look what keeps Redis or its machine busy.',
  },
  loading: { what: 'The storage is loading its data', remedy: 'Wait: that ends by itself.' },
  read_only: {
    what: 'The storage is read-only',
    remedy: 'Point REDIS_URL to the master, or make this Redis one.',
  },
  out_of_memory: { what: 'The storage is out of memory', remedy: 'Give Redis more memory.' },
  disk_full: {
    what: 'The storage cannot write to its disk',
    remedy: 'Make room on the disk of Redis, and see that it may write there.',
  },
  servers_missing: {
    what: 'The storage misses servers that it needs',
    remedy: 'Start the masters, replicas or nodes that are away.',
  },
  slot_moving: {
    what: 'The storage is moving its data to another server',
    remedy:
      'Wait: what waits here is stored once that is done. A move that was broken off is ended by redis-cli --cluster fix.',
  },
  records_gone: {
    what: 'The storage lacks passings that it has in its list',
    remedy:
      'Restore what was deleted from Redis: the log of the gateway says where, and how to go on without.',
  },
  no_access: {
    what: 'The storage refuses this gateway',
    remedy: 'Correct the user and the password in REDIS_URL, or what that user may do.',
  },
  unexpected: {
    what: 'The storage refuses for a reason of its own',
    remedy: 'Look into the log of the gateway.',
  },
};

/** Troubles by the first word of Redis' error. */
const REPLIES: Readonly<Record<string, StorageTrouble>> = {
  LOADING: 'loading',
  READONLY: 'read_only',
  OOM: 'out_of_memory',
  // Redis says it of the append-only file (Redis 7.0: "MISCONF Errors writing to the AOF file") as of snapshots.
  MISCONF: 'disk_full',
  // A running script holds all other commands up.
  BUSY: 'slow',
  MASTERDOWN: 'servers_missing',
  CLUSTERDOWN: 'servers_missing',
  // The keys of the command lie on two servers while their slot moves.
  TRYAGAIN: 'slot_moving',
  ASK: 'slot_moving',
  MOVED: 'slot_moving',
  NOREPLICAS: 'servers_missing',
  NOAUTH: 'no_access',
  WRONGPASS: 'no_access',
  NOPERM: 'no_access',
};
/** Redis 6 wraps the error of a command within a script into an error of the script. */
const FIRST_WORD = /^(?:ERR Error running script .*? -)?([A-Z]+)\b/;

/** Errors of ioredis where no reply came in time. */
const UNANSWERED = /^(Command timed out|Socket timeout)/;
/** Error of ioredis where a cluster sent a command from server to server until it gave up. */
const REDIRECTED = /^Too many Cluster redirections\. Last error: (?:ReplyError: )?([A-Z]+)/;
/** Errors of ioredis where there is no connection to send a command on. */
const UNSENT =
  /^(Connection is closed|Stream isn't writeable|Command aborted|Cluster is |Cluster isn't ready|Too many Cluster redirections|None of startup nodes|Failed to refresh slots|All sentinels are unreachable|connect ETIMEDOUT|Redis connection lost|Socket closed unexpectedly)/;
const NEVER_LEFT =
  /^(Stream isn't writeable|Cluster isn't ready|None of startup nodes|Failed to refresh slots|All sentinels are unreachable)/;
const UNSENT_NAMES = new Set([
  'MaxRetriesPerRequestError',
  'ClusterAllFailedError',
  'AbortError',
  'ParserError',
]);
const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'EAI_NONAME',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EPROTO',
]);

/** `previousErrors`: why a transaction was discarded. `lastNodeError`: the last answer of a node of the cluster. */
interface WithCauses extends NodeJS.ErrnoException {
  readonly previousErrors?: readonly Error[];
  readonly lastNodeError?: Error | null;
}

/** Returns the trouble that an error of the Redis client means; undefined where the command itself was wrong. */
export function storageTroubleOf(error: unknown): StorageTrouble | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof RecordsGone) return 'records_gone';
  if (error instanceof UnconfirmedWrite) return error.trouble;
  const { name, message, code, syscall, previousErrors, lastNodeError }: WithCauses = error;
  const [cause] = previousErrors ?? [lastNodeError];
  const causing = storageTroubleOf(cause);
  if (causing !== undefined) return causing;
  if (name === 'ReplyError') return REPLIES[FIRST_WORD.exec(message)?.[1] ?? ''];
  const redirected = REDIRECTED.exec(message)?.[1];
  if (redirected !== undefined) return REPLIES[redirected] ?? 'down';
  if (UNANSWERED.test(message)) return 'slow';
  if (UNSENT_NAMES.has(name) || UNSENT.test(message)) return 'down';
  // A Redis on a Unix socket that is not there is ENOENT of connect, never of open.
  const isUnconnected =
    code !== undefined && (SOCKET_CODES.has(code) || (code === 'ENOENT' && syscall === 'connect'));
  return isUnconnected ? 'down' : undefined;
}

/** Whether a command was certainly not done: Redis refused it, or it never left. */
export function wasNotSent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    error.name === 'ReplyError' || error.name === 'ClusterAllFailedError' || NEVER_LEFT.test(error.message)
  );
}

/** Returns a trouble as two sentences: what is wrong, and what to do. */
export function troubleSentences(trouble: StorageTrouble): string {
  const { what, remedy } = TROUBLE_WORDS[trouble];
  return `${what}. ${remedy}`;
}

/** Returns why an operation failed, for the log; troubles of the storage in the words of `TROUBLE_WORDS`, not in the client's. */
export function failureWords(error: unknown): string {
  if (error instanceof RecordsGone) return `${TROUBLE_WORDS.records_gone.what}: ${error.message}`;
  const trouble = storageTroubleOf(error);
  if (trouble !== undefined) return troubleSentences(trouble);
  if (!(error instanceof Error)) return String(error);
  return error.name === 'ReplyError' ? `Redis answered: ${error.message}` : error.message;
}
