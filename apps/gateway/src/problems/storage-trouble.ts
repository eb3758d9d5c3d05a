/** What Redis replies when it is there but cannot serve now: loading, read-only, full, without a quorum. */
const REPLY =
  /^(LOADING|READONLY|OOM|MISCONF|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|NOREPLICAS|BUSY|NOAUTH|WRONGPASS|NOPERM)\b/;
/** What the client rejects a command with when there is no connection to send it on, or no reply in time. */
const CLIENT =
  /^(Connection is closed|Stream isn't writeable|Command timed out|Command aborted|Cluster is |Cluster isn't ready|None of startup nodes|Failed to refresh slots|All sentinels are unreachable|connect ETIMEDOUT|Socket timeout)/;
const CLIENT_NAMES = new Set(['MaxRetriesPerRequestError', 'ClusterAllFailedError']);
const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** Whether an error of the Redis client says that the storage is away, rather than that we asked nonsense. */
export function isStorageTrouble(error: Error): boolean {
  if (error.name === 'ReplyError') return REPLY.test(error.message);
  if (CLIENT_NAMES.has(error.name) || CLIENT.test(error.message)) return true;
  const { code, syscall } = error as NodeJS.ErrnoException;
  // A Redis on a Unix socket that is not there is ENOENT of connect, never of open.
  return code !== undefined && (SOCKET_CODES.has(code) || (code === 'ENOENT' && syscall === 'connect'));
}
