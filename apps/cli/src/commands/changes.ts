import { type Command, Option } from 'commander';
import { type Ask, force, type Forcible, json, type Options } from './ask.js';
import { wholeOf } from './options.js';

const MOST_DEVICES = 10_000;
export const ROLES = ['coach', 'viewer', 'admin'];

const at = (path: string, id: string): string => `${path}/${encodeURIComponent(id)}`;

interface UserChange extends Options {
  readonly email?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly role?: string;
}

export function addUserChange(command: Command, ask: Ask): void {
  command
    .command('change <id>')
    .description('change the given fields; logins go on')
    .option('--email <email>', 'another e-mail address')
    .option('--first-name <name>', 'another first name')
    .option('--last-name <name>', 'another last name')
    .addOption(new Option('--role <role>', 'what the user may do').choices(ROLES))
    .addOption(json())
    .addHelpText('after', '\nExample:\n  coachlink user change user_123 --email jane@example.com')
    .action((id: string, { email, firstName, lastName, role, ...options }: UserChange) =>
      ask('PATCH', at('/admin/users', id), options, {
        email,
        first_name: firstName,
        last_name: lastName,
        role,
      }),
    );
}

export function addDeviceChange(command: Command, ask: Ask): void {
  command
    .command('change <id>')
    .description('give it another name')
    .requiredOption('--name <name>', 'what people call it')
    .addOption(json())
    .action((id: string, { name, ...options }: Options & { readonly name: string }) =>
      ask('PATCH', at('/admin/devices', id), options, { name }),
    );
}

interface ApiKeyChange extends Options {
  readonly name?: string;
  readonly scopes?: string;
  readonly expiresAt?: string;
}

export function addApiKeyChange(command: Command, ask: Ask): void {
  command
    .command('change <id>')
    .description('change the given fields; the key and its secret stay')
    .option('--name <name>', 'what it is for')
    .option('--scopes <scopes>', 'comma-separated: passings:read,commands:execute,system:read,admin')
    .option('--expires-at <moment>', 'when it stops working, such as 2030-01-01T00:00:00Z')
    .addOption(json())
    .action((id: string, { name, scopes, expiresAt, ...options }: ApiKeyChange) =>
      ask('PATCH', at('/admin/api-keys', id), options, {
        name,
        scopes: scopes?.split(','),
        expires_at: expiresAt,
      }),
    );
}

interface LicenseChange extends Forcible {
  readonly features?: string;
  readonly deviceLimit?: number;
  readonly validUntil?: string;
}

export function addLicenseChanges(command: Command, ask: Ask): void {
  command
    .command('change <code>')
    .description('change the given fields')
    .option('--features <features>', 'comma-separated: p3_decoder,x2_decoder,cloud_sync')
    .option('--device-limit <count>', 'how many devices may activate it', wholeOf(1, MOST_DEVICES))
    .option('--valid-until <moment>', 'its end, such as 2030-12-31T23:59:59Z')
    .addOption(force())
    .addOption(json())
    .action(
      (code: string, { features, deviceLimit, validUntil, force: isForced, ...options }: LicenseChange) =>
        ask('PATCH', at('/admin/licenses', code), options, {
          features: features?.split(','),
          device_limit: deviceLimit,
          valid_until: validUntil,
          force: isForced,
        }),
    );
  command
    .command('deactivate <code>')
    .description('free its seats: it can be activated again, there or elsewhere')
    .option('--device <id>', 'on this device alone')
    .addOption(force())
    .addOption(json())
    .action(
      (code: string, { device, force: isForced, ...options }: Forcible & { readonly device?: string }) =>
        ask('POST', `${at('/admin/licenses', code)}/deactivate`, options, {
          device_id: device,
          force: isForced,
        }),
    );
}
