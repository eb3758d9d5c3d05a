import { isIPv6 } from 'node:net';

/** Address of Redis, as REDIS_URL says it. */
export type RedisAddress =
  | (Node & { readonly kind: 'single'; readonly tls: boolean; readonly login: Login })
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

/** An IPv6 address in brackets, with its interface where it needs one, or a name; and a port. */
const NODE = /^(?:\[([0-9a-fA-F:.]+(?:%[A-Za-z0-9._~-]*)?)\]|([^:\s[\]@]+))(?::([0-9]+))?$/;

const FORMS =
  'redis://host:6379/0, rediss://host:6379, unix:///path/to/redis.sock, ' +
  'redis+sentinel://host1:26379,host2:26379/name or redis+cluster://host1:6379,host2:6379';

/** Reads a Redis URL; its errors never repeat the URL, which may hold a password. */
export function parseRedisUrl(url: string): RedisAddress {
  const [, scheme, rest] = /^([a-z+]+):\/\/(.*)$/s.exec(url) ?? [];
  if (scheme === undefined || rest === undefined) throw new Error(`not a Redis URL: use ${FORMS}`);
  if (scheme === 'unix') return socketOf(rest);

  // The last @ counts: an unescaped one in the password must not make the rest of it a host, which is printed.
  const at = rest.lastIndexOf('@');
  const login = at < 0 ? {} : loginOf(rest.slice(0, at));
  const [hosts, path] = split(rest.slice(at + 1), '/');
  switch (scheme) {
    case 'redis':
    case 'rediss': {
      const [node, ...others] = nodesOf(hosts, 6379);
      if (node === undefined || others.length > 0) {
        throw new Error(`${scheme}:// takes one host; for more use redis+sentinel:// or redis+cluster://`);
      }
      return { kind: 'single', ...node, tls: scheme === 'rediss', login: { ...login, ...dbOf(path) } };
    }
    case 'redis+sentinel': {
      const [name, db] = split(path, '/');
      if (name === '') {
        throw new Error('redis+sentinel:// lacks the name of the master: redis+sentinel://host:26379/name');
      }
      return { kind: 'sentinel', nodes: nodesOf(hosts, 26379), name, login: { ...login, ...dbOf(db) } };
    }
    case 'redis+cluster':
      if (path !== '' && path !== '0')
        throw new Error('redis+cluster:// takes no database: a cluster has only 0');
      return { kind: 'cluster', nodes: nodesOf(hosts, 6379), login };
    default:
      throw new Error(`unknown scheme of a Redis URL: use ${FORMS}`);
  }
}

function socketOf(rest: string): RedisAddress {
  const slash = rest.indexOf('/');
  const authority = slash < 0 ? rest : rest.slice(0, slash);
  if (slash < 0 || (authority !== '' && !authority.endsWith('@'))) {
    throw new Error('unix:// takes an absolute path: unix:///run/redis/redis.sock');
  }
  const [path, query] = split(rest.slice(slash), '?');
  const login = authority === '' ? {} : loginOf(authority.slice(0, -1));
  if (query !== '' && !query.startsWith('db=')) throw new Error('unix:// takes one parameter only: ?db=0');
  return { kind: 'socket', path, login: { ...login, ...dbOf(query.slice('db='.length)) } };
}

function split(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function loginOf(credentials: string): Login {
  const [username, password] = split(credentials, ':').map(unescaped);
  return { ...(username ? { username } : {}), ...(password ? { password } : {}) };
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error('the user or password of the Redis URL has a % that starts no escape: write it as %25');
  }
}

function dbOf(text: string): { db?: number } {
  if (text === '') return {};
  if (!/^[0-9]{1,4}$/.test(text)) throw new Error('the database of the Redis URL is not a number');
  return { db: Number(text) };
}

function nodesOf(hosts: string, defaultPort: number): Node[] {
  return hosts.split(',').map((entry) => {
    const [, ipv6, name, port] = NODE.exec(entry) ?? [];
    // The % before an interface may itself be written with one, as in any URL (RFC 6874).
    const host = name ?? ipv6?.replace(/%25(?=.)/, '%');
    if (ipv6 !== undefined && !isIPv6(host ?? ''))
      throw new Error('an address in brackets in the Redis URL is no IPv6 address');
    if (host === undefined) throw new Error('a host of the Redis URL is not of the form host:port');
    const number = port === undefined ? defaultPort : Number(port);
    if (number < 1 || number > 65535) throw new Error('a port of the Redis URL is not between 1 and 65535');
    return { host, port: number };
  });
}
