/** Errors of Node and of the client; not told apart by their class, which another realm has too. */
type ClientError = NodeJS.ErrnoException & {
  readonly address?: string;
  readonly port?: number;
  readonly hostname?: string;
  readonly errors?: readonly ClientError[];
  readonly lastNodeError?: ClientError | null;
};

const TLS_CODES = /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|EPROTO)/;

/** Words for an answer of Redis, by its first word. */
const ANSWERS: Readonly<Record<string, string>> = {
  LOADING: 'it is loading its data',
  NOAUTH: 'it asks for a password',
  WRONGPASS: 'it refuses the user or the password',
  NOPERM: 'it does not let this user do it',
  MASTERDOWN: 'its master is away',
  CLUSTERDOWN: 'its cluster lacks nodes',
  TRYAGAIN: 'its cluster is moving these data',
  READONLY: 'it is a replica, which takes nothing',
};

const CLIENT_WORDS: readonly (readonly [RegExp, string])[] = [
  [/^(Command timed out|Socket timeout)/, 'it does not answer in time'],
  [/sentinel/i, 'no Sentinel answers that knows this name'],
  [/^(None of startup nodes|Failed to refresh slots|Cluster )/, 'no node of the cluster answers'],
];

/** Returns the reason why a connection to Redis fails, for people, never in the words of the client or of the system. */
export function connectionWords(error: ClientError): string {
  const { name, message, code, errors, lastNodeError } = error;
  if (errors !== undefined && errors.length > 0)
    return [...new Set(errors.map((each) => connectionWords(each)))].join('; ');
  if (lastNodeError) return `no node of the cluster answers: ${connectionWords(lastNodeError)}`;
  if (name === 'ReplyError') return ANSWERS[/^[A-Z]+/.exec(message)?.[0] ?? ''] ?? `it answered: ${message}`;
  if (name === 'ParserError') return 'what answers there is no Redis: is this its port?';
  if (code !== undefined) return wordsOfCode(code, error);
  return CLIENT_WORDS.find(([pattern]) => pattern.test(message))?.[1] ?? 'the connection was closed';
}

function wordsOfCode(code: string, { address, port, hostname }: ClientError): string {
  const where = address === undefined ? 'it' : placeOf(address, port);
  const name = hostname === undefined ? 'its host name' : `its host name ${hostname}`;
  switch (code) {
    case 'ECONNREFUSED':
      return `${where} refuses the connection`;
    case 'ENOENT':
      return `there is no socket ${address ?? ''}`.trimEnd();
    case 'EACCES':
    case 'EPERM':
      return `this machine does not let us reach ${where}`;
    case 'EHOSTUNREACH':
    case 'EHOSTDOWN':
    case 'ENETUNREACH':
    case 'ENETDOWN':
    case 'EADDRNOTAVAIL':
      return `there is no way to ${where}`;
    case 'ETIMEDOUT':
      return `${where} does not answer`;
    case 'ENOTFOUND':
    case 'EAI_NODATA':
    case 'EAI_NONAME':
      return `nobody on this network knows ${name}`;
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
    case 'EAI_SYSTEM':
      return `${name} cannot be looked up, because the name server does not answer`;
    case 'ECONNRESET':
    case 'ECONNABORTED':
    case 'EPIPE':
      return 'the connection was cut';
    default:
      return TLS_CODES.test(code)
        ? `TLS with it fails (${code}): its certificate must be known here, and rediss:// be given only where it speaks TLS`
        : `the connection failed (${code})`;
  }
}

function placeOf(address: string, port: number | undefined): string {
  if (port === undefined) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
