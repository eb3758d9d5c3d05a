import type { Principal } from '../principal/principal.js';

/** The id of the pair that the configuration names. */
export const CONFIGURED_KEY = 'configured';

export interface Change {
  readonly method: string;
  readonly path: string;
  /** `body` as given and `answer` as answered: only names are told of both, never a value that may be a secret. */
  readonly body: unknown;
  readonly answer: unknown;
  /** Name of the changed record before the change. */
  readonly knownName: string | undefined;
}

interface Kind {
  readonly noun: string;
  readonly idField: string;
  /** Name that people know a record by; users are told by their ids alone. */
  readonly label?: (shown: Fields, name: string | undefined) => string | undefined;
}
type Fields = Readonly<Record<string, unknown>>;

const quoted = (_: Fields, name: string | undefined): string | undefined => name && JSON.stringify(name);
const KINDS: Readonly<Record<string, Kind>> = {
  devices: { noun: 'device', idField: 'device_id', label: quoted },
  users: { noun: 'user', idField: 'id' },
  'api-keys': { noun: 'api key', idField: 'id', label: quoted },
  licenses: { noun: 'licence', idField: 'license_code' },
  webhooks: { noun: 'webhook', idField: 'id', label: quoted },
  decoders: { noun: 'decoder', idField: 'decoder_id', label: ({ url }) => textOf(url) },
};
const VERBS: Readonly<Record<string, string>> = {
  POST: 'created',
  PATCH: 'changed',
  PUT: 'changed',
  DELETE: 'deleted',
};

/** Returns the record that a path is about; undefined where it is of no administered kind. */
export function thingOf(path: string): { collection: string; id?: string; action?: string } | undefined {
  const [, collection, id, action] =
    /^\/api\/v1\/(?:admin\/)?([a-z-]+)(?:\/([^/]+))?(?:\/([^/]+))?\/?$/.exec(path) ?? [];
  if (collection === undefined || KINDS[collection] === undefined) return undefined;
  return { collection, ...(id && { id: decoded(id) }), ...(action && { action }) };
}

/** Returns one line for the log: who did what, and to which record. */
export function changeLine(principal: Principal | undefined, change: Change): string {
  const who = whoOf(principal);
  const { method, path, knownName } = change;
  const thing = thingOf(path);
  const kind = thing && KINDS[thing.collection];
  const verb = VERBS[method];
  if (thing === undefined || kind === undefined || verb === undefined) return `${who} did ${method} ${path}`;
  const [body, answer] = [fieldsOf(change.body), fieldsOf(change.answer)];
  const id = thing.id ?? textOf(answer[kind.idField]) ?? 'of no id';
  const label = kind.label?.(answer, textOf(body.name) ?? knownName);
  const what = `${kind.noun} ${thing.collection === 'licenses' ? endOf(id) : id}${label ? ` (${label})` : ''}`;
  if (thing.action === 'rotate') return `${who} gave ${what} a new secret`;
  if (thing.action !== undefined) return `${who} did ${thing.action} with ${what}`;
  const fields = verb === 'changed' ? Object.keys(body).join(', ') : '';
  return `${who} ${verb} ${what}${fields === '' ? '' : `: ${fields}`}`;
}

function whoOf(principal: Principal | undefined): string {
  if (principal === undefined) return 'somebody';
  const { id, name, login, deviceId } = principal;
  if (login !== undefined) return `user ${login.userId} on device ${deviceId ?? ''}`;
  if (id === CONFIGURED_KEY) return 'the configured api key';
  return `api key ${id}${name === undefined ? '' : ` (${JSON.stringify(name)})`}`;
}

/** The end of a licence code: the whole code would let its reader take a seat. */
function endOf(code: string): string {
  return `ending in ${code.slice(-4)}`;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
