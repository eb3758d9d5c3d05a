/** Where Redis is, as REDIS_URL says it. */
export type RedisAddress =
  | {
      readonly kind: 'single';
      readonly host: string;
      readonly port: number;
      readonly tls: boolean;
      readonly login: Login;
    }
  | { readonly kind: 'socket'; readonly path: string; readonly login: Login }
  | {
      readonly kind: 'sentinel';
      readonly nodes: readonly Node[];
      readonly name: string;
      readonly login: Login;
    }
  | { readonly kind: 'cluster'; readonly nodes: readonly Node[]; readonly login: Login };

export interface Login {
  readonly username?: string;
  readonly password?: string;
  readonly db?: number;
}
export interface Node {
  readonly host: string;
  readonly port: number;
}

const FORMS =
  'redis://host:6379, rediss://host:6379, unix:///path/to/redis.sock, ' +
  'redis+sentinel://host1:26379,host2:26379/name or redis+cluster://host1:6379,host2:6379';

/** Reads REDIS_URL; what it throws never repeats the URL, which may hold a password. */
export function parseRedisUrl(url: string): RedisAddress {
  const [, scheme, credentials, rest] = /^([a-z+]+):\/\/(?:([^@]*)@)?(.*)$/.exec(url) ?? [];
  if (scheme === undefined || rest === undefined) throw new Error(`is no Redis URL; use ${FORMS}`);
  const [hosts, path] = split(rest, '/');
  const login = loginOf(credentials);
  switch (scheme) {
    case 'redis':
    case 'rediss': {
      const [node, ...others] = nodesOf(hosts, 6379);
      if (node === undefined || others.length > 0) throw new Error(`${scheme}:// takes one host`);
      return { kind: 'single', ...node, tls: scheme === 'rediss', login: { ...login, ...dbOf(path) } };
    }
    case 'unix': {
      const [file, query] = split(rest, '?');
      if (!file.startsWith('/'))
        throw new Error('unix:// takes an absolute path: unix:///run/redis/redis.sock');
      return { kind: 'socket', path: file, login: { ...login, ...dbOf(/^db=(.*)$/.exec(query)?.[1] ?? '') } };
    }
    case 'redis+sentinel':
      if (path === '') throw new Error('redis+sentinel:// ends with the name of the master: .../mymaster');
      return { kind: 'sentinel', nodes: nodesOf(hosts, 26379), name: path, login };
    case 'redis+cluster':
      return { kind: 'cluster', nodes: nodesOf(hosts, 6379), login };
    default:
      throw new Error(`does not know the scheme ${scheme}://; use ${FORMS}`);
  }
}

function split(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function loginOf(credentials: string | undefined): Login {
  if (credentials === undefined) return {};
  const [username, password] = split(credentials, ':').map(decodeURIComponent);
  return { ...(username ? { username } : {}), ...(password ? { password } : {}) };
}

function dbOf(text: string): { db?: number } {
  if (text === '') return {};
  if (!/^[0-9]{1,3}$/.test(text)) throw new Error('has a database that is no number: redis://host:6379/0');
  return { db: Number(text) };
}

function nodesOf(hosts: string, defaultPort: number): Node[] {
  return hosts.split(',').map((entry) => {
    const [, host, port] = /^(\[[0-9a-fA-F:]+\]|[^:\s]+)(?::([0-9]{1,5}))?$/.exec(entry) ?? [];
    const number = port === undefined ? defaultPort : Number(port);
    if (host === undefined || number < 1 || number > 65535)
      throw new Error('has a host that cannot be: use host:port');
    return { host: host.replace(/^\[|\]$/g, ''), port: number };
  });
}
