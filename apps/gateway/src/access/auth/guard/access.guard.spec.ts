import { jest } from '@jest/globals';
import { type ExecutionContext, Logger } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Role } from '../../accounts/rights.js';
import { Problem } from '../../../platform/problems/problem.js';
import { Access, Public } from './access.decorator.js';
import type { LastUses } from '../../accounts/last-uses.js';
import { AccessGuard } from './access.guard.js';
import { CredentialGuard } from './credential-guard.js';
import type { Principal } from '../principal/principal.js';
import { Refusals } from './refusals.js';
import { HashKeys } from '../secrets/hash-keys.js';

const hashKeys = new HashKeys(Buffer.alloc(32, 1));

class Doors {
  @Public()
  open(): void {
    return;
  }

  @Access({ credentials: ['api-key', 'device'], scope: 'system:read' })
  closed(): void {
    return;
  }

  @Access({ credentials: ['device'] })
  scopeless(): void {
    return;
  }

  @Access({ credentials: ['api-key', 'login'], roles: ['coach', 'admin'] })
  byRole(): void {
    return;
  }

  @Access({ credentials: ['login'], scope: 'commands:execute' })
  ofPeople(): void {
    return;
  }

  forgotten(): void {
    return;
  }
}

const HANDLERS: Record<keyof Doors, () => void> = Doors.prototype;
const SOMEBODY: Principal = { id: 'somebody', scopes: new Set(['system:read']) };

/** A guard whose requests offer its family (`isThere`) or not, and whose caller is `who`. */
class Offer extends CredentialGuard {
  readonly challenge: string;
  asked = 0;

  constructor(
    readonly family: 'api-key' | 'device' | 'login',
    private readonly isThere: boolean,
    private readonly who?: Principal | Error,
  ) {
    super();
    this.challenge = `${family} realm="here"`;
  }

  isOffered(): boolean {
    return this.isThere;
  }

  identify(): Promise<Principal | undefined> {
    this.asked++;
    return this.who instanceof Error ? Promise.reject(this.who) : Promise.resolve(this.who);
  }
}

describe(AccessGuard.name, () => {
  let warn: jest.SpiedFunction<Logger['warn']>;
  beforeEach(() => {
    warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  });
  afterEach(() => {
    warn.mockRestore();
  });

  const used: string[] = [];
  const told = (): unknown[] => warn.mock.calls.map(([line]) => line as unknown);
  const come = async (
    door: keyof Doors,
    ...offers: Offer[]
  ): Promise<{ isLetIn: boolean; principal?: Principal }> => {
    const request: { socket: { remoteAddress: string }; principal?: Principal } = {
      socket: { remoteAddress: '10.0.0.5' },
    };
    const context = {
      getHandler: () => HANDLERS[door],
      getClass: () => Doors,
      switchToHttp: () => ({ getRequest: () => request }),
    } as unknown as ExecutionContext;
    const uses = {
      note: (kind: string, id: string) => void used.push(`${kind} ${id}`),
    } as unknown as LastUses;
    const refusals = new Refusals({ nowMs: () => 0 });
    const guard = new AccessGuard(new Reflector(), offers, refusals, hashKeys, uses);
    const isLetIn = await guard.canActivate(context);
    return { isLetIn, ...(request.principal && { principal: request.principal }) };
  };
  const refusal = async (door: keyof Doors, ...offers: Offer[]): Promise<Problem> => {
    const error = await come(door, ...offers).catch((reason: unknown) => reason);
    if (!(error instanceof Problem)) throw new Error(`no problem but ${String(error)}`);
    return error;
  };

  it('lets everybody through an open door, and asks nobody who they are', async () => {
    const offer = new Offer('api-key', true, SOMEBODY);
    expect(await come('open', offer)).toEqual({ isLetIn: true });
    expect(offer.asked).toBe(0);
  });

  it('hands on who came in', async () => {
    expect(await come('closed', new Offer('api-key', true, SOMEBODY))).toEqual({
      isLetIn: true,
      principal: SOMEBODY,
    });
    const narrow = { id: 'narrow', scopes: new Set<never>() };
    expect(await come('scopeless', new Offer('device', true, narrow))).toEqual({
      isLetIn: true,
      principal: narrow,
    });
    expect(told()).toEqual([]);
  });

  it('notes who was there, also where more is asked for, and nobody who proved nothing', async () => {
    used.length = 0;
    await come('closed', new Offer('api-key', true, { id: 'key_1', scopes: new Set() })).catch(
      () => undefined,
    );
    await come(
      'scopeless',
      new Offer('device', true, { id: 'device:box', scopes: new Set(), deviceId: 'box' }),
    );
    await refusal('closed', new Offer('api-key', true, undefined));
    expect(used).toEqual(['api_key key_1', 'device box']);
  });

  it('lets nobody through a door that says nothing, and names it', async () => {
    await expect(come('forgotten', new Offer('api-key', true, SOMEBODY))).rejects.toThrow(
      'Doors has a route without a policy',
    );
  });

  it('says what it takes, and what was given where that is something else', async () => {
    const given = [
      new Offer('api-key', false),
      new Offer('device', false),
      new Offer('login', true, SOMEBODY),
    ];
    const { message } = await refusal('closed', ...given);
    expect(message).toBe(
      'The credentials are missing or wrong. This route takes an api key pair (x-api-key and x-api-secret), or a device ' +
        '(X-Device-ID and X-Device-Secret), each header once. What was given is of a device or a login.',
    );
    const wrong = await refusal('scopeless', new Offer('api-key', true, SOMEBODY), new Offer('device', true));
    expect(wrong.message).not.toMatch(/was given/);
  });

  it('says which credentials would do where there are none or they are wrong', async () => {
    for (const isThere of [false, true]) {
      const { status, reason, headers } = await refusal(
        'closed',
        new Offer('api-key', isThere),
        new Offer('device', false),
        new Offer('login', true, SOMEBODY),
      );
      expect({ status, reason, headers }).toEqual({
        status: 401,
        reason: 'auth.invalid_credentials',
        headers: { 'WWW-Authenticate': 'api-key realm="here", device realm="here"' },
      });
    }
    expect(told()).toEqual([
      'refused 10.0.0.5: Doors, auth.invalid_credentials',
      'refused 10.0.0.5: Doors, auth.invalid_credentials',
    ]);
  });

  it('says that it cannot check credentials, and does not call them wrong', async () => {
    const trouble = new Problem({ status: 503, reason: 'storage.unavailable', message: 'Later.' });
    hashKeys.trouble = trouble;
    try {
      expect(await refusal('closed', new Offer('api-key', true))).toBe(trouble);
      const { reason } = await refusal('closed', new Offer('api-key', false), new Offer('login', true));
      expect(reason).toBe('auth.invalid_credentials');
      expect((await come('closed', new Offer('api-key', true, SOMEBODY))).isLetIn).toBe(true);
    } finally {
      hashKeys.trouble = undefined;
    }
  });

  it('says what it takes where nothing is given', async () => {
    const { message } = await refusal('closed', new Offer('api-key', false), new Offer('login', false));
    expect(message).toMatch(/each header once\.$/);
  });

  it('goes by the first that is offered: a wrong one is not mended by another', async () => {
    const second = new Offer('device', true, SOMEBODY);
    expect((await refusal('closed', new Offer('api-key', true), second)).status).toBe(401);
    expect(second.asked).toBe(0);
  });

  it('names the scope that is missing', async () => {
    const narrow = { id: 'narrow', scopes: new Set(['passings:read' as const]) };
    const { status, reason, details, headers, message } = await refusal(
      'closed',
      new Offer('api-key', true, narrow),
    );
    expect({ status, reason, details, headers }).toEqual({
      status: 403,
      reason: 'auth.scope_missing',
      details: { scope: 'system:read' },
      headers: {
        'WWW-Authenticate': 'api-key realm="here", error="insufficient_scope", scope="system:read"',
      },
    });
    expect(message).toBe('These credentials lack the scope system:read: use others, or have it granted.');
    expect(told()).toEqual(['refused 10.0.0.5: Doors, auth.scope_missing']);
  });

  it('names the role that lacks a scope, and those that have it', async () => {
    const viewer: Principal = {
      id: 'user:1',
      scopes: new Set(['passings:read']),
      login: { userId: 'user_1', role: 'viewer', loginId: 'login_1' },
    };
    const { message, headers } = await refusal('ofPeople', new Offer('login', true, viewer));
    expect(message).toBe(
      'The role viewer lacks the scope commands:execute: ask a user with the role coach or admin, or have it given to you.',
    );
    expect(headers['WWW-Authenticate']).toBe(
      'login realm="here", error="insufficient_scope", scope="commands:execute"',
    );
  });

  it('names the roles of which one is missing, and lets in whoever has one', async () => {
    const inRole = (role: Role): Principal => ({
      ...SOMEBODY,
      login: { userId: 'user_1', role, loginId: 'login_1' },
    });
    for (const role of ['coach', 'admin'] as const)
      expect((await come('byRole', new Offer('login', true, inRole(role)))).isLetIn).toBe(true);
    for (const who of [inRole('viewer'), SOMEBODY]) {
      const { status, reason, details, headers, message } = await refusal(
        'byRole',
        new Offer('login', true, who),
      );
      expect({ status, reason, details, headers }).toEqual({
        status: 403,
        reason: 'auth.role_missing',
        details: { roles: ['coach', 'admin'] },
        headers: {
          'WWW-Authenticate': 'login realm="here", error="insufficient_scope", roles="coach admin"',
        },
      });
      expect(message).toBe(
        'This takes a user with the role coach or admin: ask one, or have the role given to you.',
      );
    }
  });

  it.each([[499], [500], [503]])('tells of refusals alone, not of what we cannot do: %i', async (status) => {
    const problem = new Problem({ status, reason: 'some.reason', message: 'Some.' });
    expect(await refusal('closed', new Offer('api-key', true, problem))).toBe(problem);
    expect(told()).toEqual(status === 499 ? ['refused 10.0.0.5: Doors, some.reason'] : []);
  });

  it('tells nothing of a fault of our own either', async () => {
    await expect(come('closed', new Offer('api-key', true, new TypeError('ours')))).rejects.toThrow('ours');
    expect(told()).toEqual([]);
  });
});
