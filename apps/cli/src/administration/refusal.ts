/** The body of an error of the API, as far as the command line reads it. */
export interface ProblemBody {
  readonly message?: string;
  readonly details?: {
    readonly reason?: string;
    readonly fields?: readonly { readonly field: string; readonly message: string }[];
  };
}

/** Arguments for the fields of bodies that are not an option of the same name. */
const GIVEN_AS: Readonly<Record<string, string | undefined>> = {
  name: '<name>',
  email: '<email>',
  url: '<url>',
  decoder_id: '<id>',
  device_id: 'the id of the device',
  password: 'the password',
};
/** A route of the API in a message. */
const ROUTE = /\b(GET|POST|PATCH|DELETE) \/api\/v1\/(?:admin\/)?([a-z-]+)\b[^ .]*/g;
const COMMANDS: Readonly<Record<string, string | undefined>> = {
  devices: 'device',
  users: 'user',
  'api-keys': 'api-key',
  licenses: 'license',
  license: 'license',
  decoders: 'decoder',
};
const DOES: Readonly<Record<string, string>> = { GET: 'list', POST: 'create' };

/** Messages by their reason, where the command line has other words than HTTP. */
const WORDS: Readonly<Record<string, string | undefined>> = {
  'auth.invalid_credentials':
    'the gateway does not know this key pair: set COACHLINK_ADMIN_KEY and COACHLINK_ADMIN_SECRET to a valid pair',
  'auth.scope_missing':
    'this key pair lacks the scope admin: use a pair that has it, as coachlink api-key create makes it',
  'decoder.exists':
    'there is a decoder of this id: remove it first with coachlink decoder remove, or take another id',
};

/** Returns why the gateway refused a command, in the words of the command line. */
export function refusalOf(status: number, { message, details = {} }: ProblemBody): string {
  const { reason = '', fields = [] } = details;
  const words = WORDS[reason];
  if (words !== undefined) return words;
  if (fields.length > 0) return fields.map((each) => `${givenAs(each.field)} ${each.message}`).join('; ');
  if (message === undefined)
    return `the server there is no gateway (it answered ${status}): set COACHLINK_URL to the gateway`;
  return message
    .replace('ask again with force=true (--force on the command line)', 'try again with --force')
    .replace(ROUTE, (whole, method: string, path: string) => commandFor(method, path) ?? whole);
}

const givenAs = (field: string): string => GIVEN_AS[field] ?? `--${field.replaceAll('_', '-')}`;

function commandFor(method: string, path: string): string | undefined {
  const [command, does] = [COMMANDS[path], DOES[method]];
  if (command === undefined || does === undefined) return undefined;
  return `coachlink ${command} ${command === 'decoder' && does === 'create' ? 'add' : does}`;
}
