import { text } from 'node:stream/consumers';
import { Command, Option } from 'commander';
import type { Environment } from '#environment';
import type { Layout } from '../administration/print-answer.js';
import { type Ask, askedOf, ENVIRONMENT, force, type Forcible, json, type Options } from './ask.js';
import { addApiKeyChange, addDeviceChange, addLicenseChanges, addUserChange, ROLES } from './changes.js';
import { wholeOf } from './options.js';

/** Returns the commands for the routes under /admin, and for the decoders. */
export function administrationCommands(environment: Environment): Command[] {
  const ask = askedOf(environment);
  return [deviceCommand, userCommand, apiKeyCommand, licenseCommand, decoderCommand].map((make) => make(ask));
}

function deviceCommand(ask: Ask): Command {
  const command = group(
    ask,
    'device',
    'the devices that may be logged in on',
    '/admin/devices',
    REVOKE_OR_STOP,
  );
  command
    .command('create <name>')
    .description('register a device; its secret is shown this once')
    .option('--id <id>', 'an id of your own choice')
    .addOption(json())
    .addHelpText('after', '\nExample:\n  coachlink device create "The box beside the track"')
    .action((name: string, { id, ...options }: Options & { readonly id?: string }) =>
      ask('POST', '/admin/devices', options, { name, device_id: id }),
    );
  addDeviceChange(command, ask);
  addRotation(command, ask, '/admin/devices');
  return command;
}

function userCommand(ask: Ask): Command {
  const command = group(ask, 'user', 'the people who may log in', '/admin/users', REVOKE);
  command
    .command('create <email>')
    .description('create a user; the password is read from standard input')
    .requiredOption('--first-name <name>', 'the first name')
    .requiredOption('--last-name <name>', 'the last name')
    .addOption(new Option('--role <role>', 'what the user may do').choices(ROLES))
    .addOption(json())
    .addHelpText(
      'after',
      '\nExample:\n  coachlink user create jane@example.com --first-name Jane --last-name Doe < password.txt',
    )
    .action(async (email: string, { firstName, lastName, role, ...options }: NewUser) => {
      const password = await passwordGiven();
      await ask('POST', '/admin/users', options, {
        email,
        password,
        first_name: firstName,
        last_name: lastName,
        role,
      });
    });
  command
    .command('reset-password <id>')
    .description('give a user another password, read from standard input; all logins of the user end')
    .addOption(json())
    .addHelpText('after', '\nExample:\n  coachlink user reset-password user_123 < password.txt')
    .action(async (id: string, options: Options) =>
      ask('PATCH', `/admin/users/${encodeURIComponent(id)}`, options, { password: await passwordGiven() }),
    );
  addUserChange(command, ask);
  return command;
}

async function passwordGiven(): Promise<string> {
  return (await text(process.stdin)).replace(/\r?\n$/, '');
}

const MOST_OVERLAP_S = 604_800;

/** Adds the command that gives a record a new secret. */
function addRotation(command: Command, ask: Ask, path: string): void {
  command
    .command('rotate <id>')
    .description('give it a new secret, which is shown this once')
    .option(
      '--overlap-seconds <n>',
      'for how long the old secret goes on working',
      wholeOf(0, MOST_OVERLAP_S),
      0,
    )
    .addOption(json())
    .action((id: string, { overlapSeconds, ...options }: Options & { readonly overlapSeconds: number }) =>
      ask('POST', `${path}/${encodeURIComponent(id)}/rotate`, options, { overlap_seconds: overlapSeconds }),
    );
}

function apiKeyCommand(ask: Ask): Command {
  const command = group(ask, 'api-key', 'the key pairs of programs', '/admin/api-keys', REVOKE);
  command
    .command('create <name>')
    .description('create an api key; key and secret are shown this once')
    .requiredOption('--scopes <scopes>', 'comma-separated: passings:read,commands:execute,system:read,admin')
    .option('--expires-at <moment>', 'when it stops working, such as 2030-01-01T00:00:00Z')
    .addOption(json())
    .addHelpText('after', '\nExample:\n  coachlink api-key create scoreboard --scopes passings:read')
    .action((name: string, { scopes, expiresAt, ...options }: NewApiKey) =>
      ask('POST', '/admin/api-keys', options, { name, scopes: scopes.split(','), expires_at: expiresAt }),
    );
  addApiKeyChange(command, ask);
  addRotation(command, ask, '/admin/api-keys');
  return command;
}

function licenseCommand(ask: Ask): Command {
  const command = group(ask, 'license', 'what this gateway may do', '/admin/licenses', REVOKE_OR_STOP);
  command
    .command('create')
    .description('issue a licence')
    .requiredOption('--features <features>', 'comma-separated: p3_decoder,x2_decoder,cloud_sync')
    .requiredOption('--device-limit <count>', 'how many devices may activate it', wholeOf(1, 10_000))
    .requiredOption('--valid-until <moment>', 'its end, such as 2030-12-31T23:59:59Z')
    .option('--device <id>', 'activate it on this registered device at once')
    .addOption(json())
    .addHelpText(
      'after',
      '\nExample:\n  coachlink license create --features p3_decoder --device-limit 1 --valid-until 2030-12-31T23:59:59Z',
    )
    .action(({ features, deviceLimit, validUntil, device, ...options }: NewLicense) =>
      ask('POST', '/admin/licenses', options, {
        features: features.split(','),
        device_limit: deviceLimit,
        valid_until: validUntil,
        device_id: device,
      }),
    );
  addLicenseChanges(command, ask);
  return command;
}

function decoderCommand(ask: Ask): Command {
  const command = group(ask, 'decoder', 'the decoders that are read', '/decoders', REMOVE, DECODER_LAYOUT);
  command
    .command('add <id> <url>')
    .description('connect a decoder, now and after each restart')
    .addOption(json())
    .addHelpText('after', '\nExample:\n  coachlink decoder add finish p3+tcp://192.168.1.50:5403?loop=1')
    .action((id: string, url: string, options: Options) =>
      ask('POST', '/decoders', options, { decoder_id: id, url }),
    );
  return command;
}

interface NewUser extends Options {
  readonly firstName: string;
  readonly lastName: string;
  readonly role?: string;
}

interface NewApiKey extends Options {
  readonly scopes: string;
  readonly expiresAt?: string;
}

interface NewLicense extends Options {
  readonly features: string;
  readonly deviceLimit: number;
  readonly validUntil: string;
  readonly device?: string;
}

/** Columns for people; --json shows all fields. */
const DECODER_LAYOUT: Layout = {
  columns: ['decoder_id', 'state', 'passings', 'completeness', 'simulated', 'url'],
  notes: ['last_error', 'warnings'],
};

interface Removal {
  readonly name: 'revoke' | 'remove';
  /** The gateway refuses a removal by which decoders may stop, unless it is forced. */
  readonly isForcible?: true;
}

const REMOVE: Removal = { name: 'remove' };
const REVOKE: Removal = { name: 'revoke' };
const REVOKE_OR_STOP: Removal = { name: 'revoke', isForcible: true };

/** Returns a command with `list` and a command to remove a record. */
function group(
  ask: Ask,
  name: string,
  description: string,
  path: string,
  removal: Removal,
  layout: Layout = {},
): Command {
  const command = new Command(name).description(description).addHelpText('after', ENVIRONMENT);
  command
    .command('list')
    .description('list them')
    .addOption(json())
    .option('--wide', 'all of each value, however long the lines get')
    .action((options: Options) => ask('GET', path, { ...options, layout }));
  const removing = command
    .command(`${removal.name} <id>`)
    .description(`${removal.name} one of them`)
    .addOption(json())
    .action((id: string, { force: isForced, ...options }: Forcible) =>
      ask('DELETE', `${path}/${encodeURIComponent(id)}${isForced === true ? '?force=true' : ''}`, options),
    );
  if (removal.isForcible) removing.addOption(force());
  return command;
}
