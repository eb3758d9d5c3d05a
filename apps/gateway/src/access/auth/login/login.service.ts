import { randomBytes } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { DEVICES, type Device, type Devices, USERS, type Users } from '../../accounts/accounts.js';
import { LastUses } from '../../accounts/last-uses.js';
import { ExpiryClock } from '../../../platform/clock/expiry-clock.js';
import { invalidCredentials } from '../guard/invalid-credentials.js';
import type { Principal } from '../principal/principal.js';
import { Refusals } from '../guard/refusals.js';
import { LoginAttempts } from './login-attempts.js';
import { LoginGuard } from './login.guard.js';
import { LoginStore } from './login-store.js';
import type { LoginAnswer, LogoutAnswer, RefreshAnswer } from './login.answers.js';
import type { LoginInput, RefreshInput } from './login.inputs.js';
import { PasswordHasher } from './password-hasher.js';
import { tooManyTries } from './too-many-tries.js';
import { ACCESS_TOKEN_S, REFRESH_TOKEN_S, Tokens } from './tokens.js';

const OF_DEVICE = [{ family: 'device', challenge: 'Device realm="CoachLINK"' }] as const;

/** Logs users in on a device, and out. */
@Injectable()
export class LoginService {
  private readonly log = new Logger('auth');

  constructor(
    @Inject(DEVICES) private readonly devices: Devices,
    @Inject(USERS) private readonly users: Users,
    private readonly attempts: LoginAttempts,
    private readonly hasher: PasswordHasher,
    private readonly logins: LoginStore,
    private readonly loginGuard: LoginGuard,
    private readonly tokens: Tokens,
    private readonly refusals: Refusals,
    private readonly clock: ExpiryClock,
    private readonly uses: LastUses,
  ) {}

  async login({ email, password }: LoginInput, principal: Principal): Promise<LoginAnswer> {
    const account = email.toLowerCase();
    const device = await this.provenDevice(principal);
    const user = await this.users.find(account);
    const made = { account, deviceId: device.id, isAccount: user !== undefined };
    const waitMs = await this.attempts.begin(made);
    if (waitMs > 0) {
      this.refusals.note(device.id, 'a login, after too many failures');
      throw tooManyTries(waitMs);
    }
    if (!(await this.hasher.matches(password, user?.passwordHash)) || user === undefined) {
      this.refusals.note(device.id, 'a login');
      throw invalidCredentials(OF_DEVICE);
    }
    await this.attempts.succeeded(made);
    const loginId = randomBytes(16).toString('base64url');
    const nowMs = this.clock.nowMs();
    await this.logins.keep(loginId, {
      userId: user.id,
      email: account,
      deviceId: device.id,
      userGeneration: user.generation,
      deviceGeneration: device.generation,
      usedAtMs: nowMs,
      expiresAtMs: nowMs + REFRESH_TOKEN_S * 1000,
    });
    this.uses.note('user', user.id);
    this.log.log(`${user.id} logged in on ${device.id}`);
    const claims = { userId: user.id, deviceId: device.id, loginId };
    return {
      access_token: this.tokens.make('access', claims),
      refresh_token: this.tokens.make('refresh', claims),
      token_type: 'Bearer',
      expires_in: ACCESS_TOKEN_S,
      user: { id: user.id, email: user.email, first_name: user.firstName, last_name: user.lastName },
    };
  }

  async refresh({ refresh_token }: RefreshInput, principal: Principal): Promise<RefreshAnswer> {
    const device = await this.provenDevice(principal);
    const claims = this.tokens.read('refresh', refresh_token);
    const proven = claims && (await this.loginGuard.loginOf(claims, device));
    if (claims === undefined || proven === undefined) throw invalidCredentials(OF_DEVICE);
    const { userId, deviceId, loginId } = claims;
    // A login that was ended a moment ago stays over.
    if (!(await this.logins.renew(loginId, { ...proven.login, usedAtMs: this.clock.nowMs() }))) {
      throw invalidCredentials(OF_DEVICE);
    }
    return {
      access_token: this.tokens.make('access', { userId, deviceId, loginId }),
      token_type: 'Bearer',
      expires_in: ACCESS_TOKEN_S,
    };
  }

  async logout({ login, deviceId = '' }: Principal): Promise<LogoutAnswer> {
    if (login !== undefined) {
      await this.logins.end(login.loginId);
      this.log.log(`${login.userId} logged out on ${deviceId}`);
    }
    return { success: true, message: 'Successfully logged out' };
  }

  /** Returns the device that the guard proved a moment ago; it may have been removed since. */
  private async provenDevice({ deviceId }: Principal): Promise<Device> {
    const device = deviceId === undefined ? undefined : await this.devices.find(deviceId);
    if (device === undefined) throw invalidCredentials(OF_DEVICE);
    return device;
  }
}
