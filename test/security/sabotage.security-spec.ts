import type { Sabotage } from '../trials/sabotage.js';
import { SabotagedSources } from './sabotaged-sources.js';

const IS_FULL = process.env.COACHLINK_TRIAL === 'full';

interface Crime extends Sabotage {
  readonly name: string;
  /** File of the test that must turn red. */
  readonly test: string;
}

const GATEWAY = 'apps/gateway/src';

const CRIMES: readonly Crime[] = [
  {
    name: 'secrets are compared letter by letter',
    file: `${GATEWAY}/access/auth/secrets/secret-digest.ts`,
    text: '.map((each) => timingSafeEqual(each, digest))',
    instead: ".map((each) => each.toString('hex') === digest.toString('hex'))",
    test: 'secret-digest.compare.spec',
  },
  {
    name: 'a scope is not asked for',
    file: `${GATEWAY}/access/auth/guard/access.guard.ts`,
    text: 'if (scope !== undefined && !scopes.has(scope)) throw scopeMissing(scope, login?.role, challenge);',
    instead: '',
    test: 'matrix.security-spec',
  },
  {
    name: 'a role is not asked for',
    file: `${GATEWAY}/access/auth/guard/access.guard.ts`,
    text: '!roles.includes(login.role)',
    instead: 'login.role.length === 0',
    test: 'matrix.security-spec',
  },
  {
    name: 'running decoders are stopped unasked',
    file: `${GATEWAY}/access/license/timing-guard.ts`,
    text: 'if (!isForced) await this.refuseToStop(change);',
    instead: 'if (change.length > 9) await this.refuseToStop(change);',
    test: 'keeps-timing.e2e-spec',
  },
  {
    name: 'a route has lost its guard',
    file: `${GATEWAY}/api/system-metrics/system-metrics.controller.ts`,
    text: "@Access({ credentials: ['api-key'], scope: 'system:read' })",
    instead: "@((target: object) => Reflect.defineMetadata('coachlink:route-policy', 'public', target))",
    test: 'matrix.security-spec',
  },
  {
    name: 'the secret of a device is not looked at',
    file: `${GATEWAY}/access/auth/device/device.guard.ts`,
    text: 'return this.digest.matchesAny(secret, digests);',
    instead: 'return digests.length > 0;',
    test: 'matrix.security-spec',
  },
  {
    name: 'a route may say nothing about who calls it',
    file: `${GATEWAY}/access/auth/guard/route-policies.ts`,
    text: 'if (open.length > 0) {',
    instead: 'if (open.length > 1000) {',
    test: 'route-policies.spec',
  },
  {
    name: 'the kind of a token is not looked at',
    file: `${GATEWAY}/access/auth/login/tokens.ts`,
    text: 'return aud === audience && Number.isSafeInteger(exp);',
    instead: 'return aud !== audience || Number.isSafeInteger(exp);',
    test: 'forged-tokens.security-spec',
  },
  {
    name: 'a token may be written in any way',
    file: `${GATEWAY}/access/auth/login/tokens.ts`,
    text: 'return token.startsWith(`${HEADER}.${textOf(claims)}.`);',
    instead: 'return token.length > textOf(claims).length;',
    test: 'forged-tokens.security-spec',
  },
  {
    name: 'a login that was ended is kept by its refresh',
    file: `${GATEWAY}/access/auth/login/redis-login.store.ts`,
    text: "'PX', lastsMs(login), 'XX')",
    instead: "'PX', lastsMs(login))",
    test: 'refresh.security-spec',
  },
  {
    name: 'guesses are not counted',
    file: `${GATEWAY}/access/auth/login/begin-login.generated.ts`,
    text: 'failures = failures + 1',
    instead: 'failures = failures + 0',
    test: 'guessing.security-spec',
  },
  {
    name: 'an unknown user is refused at once',
    file: `${GATEWAY}/access/auth/login/password-hasher.ts`,
    text: 'const compared = passwordHash ?? (await this.nobody);',
    instead: 'if (passwordHash === undefined) return false; const compared = passwordHash;',
    test: 'password-hasher.spec',
  },
  {
    name: 'bodies have no limit',
    file: `${GATEWAY}/platform/http/body-limits.ts`,
    text: 'export const BODY_LIMIT_BYTES = 64 * 1024;',
    instead: 'export const BODY_LIMIT_BYTES = 64 * 1024 * 1024;',
    test: 'api-http.e2e-spec',
  },
  {
    name: 'what is not known is taken',
    file: `${GATEWAY}/platform/validation/input-rules.ts`,
    text: 'forbidNonWhitelisted: true,',
    instead: 'forbidNonWhitelisted: false,',
    test: 'openapi-fuzz.security-spec',
  },
];

describe('sources that were sabotaged turn their test red', () => {
  it.each(IS_FULL ? CRIMES : CRIMES.slice(0, 1))(
    '$name',
    async (crime) => {
      const sources = new SabotagedSources(crime);
      try {
        const { isRed, said } = await sources.test(crime.test);
        process.stdout.write(`sabotage, ${crime.name}: ${isRed ? 'seen' : `not seen\n${said}`}\n`);
        expect(isRed).toBe(true);
      } finally {
        sources.remove();
      }
    },
    600_000,
  );
});
