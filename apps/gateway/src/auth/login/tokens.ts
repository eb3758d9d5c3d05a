import { createSecretKey, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { Clock } from '../../clock/clock.js';
import { GatewaySecrets } from '../secrets/gateway-secrets.js';

export const ACCESS_TOKEN_S = 24 * 3600;
export const REFRESH_TOKEN_S = 30 * 24 * 3600;
const ISSUER = 'coachlink';
const ALGORITHM = 'HS256';

/** What a token is tied to: all three must still be good wherever it is shown. */
export interface TokenClaims {
  readonly userId: string;
  readonly deviceId: string;
  readonly loginId: string;
}

type TokenUse = 'access' | 'refresh';

/** Makes and reads the two kinds of tokens. Each has a key and an audience of its own. */
@Injectable()
export class Tokens {
  private readonly services: Readonly<Record<TokenUse, JwtService>>;

  constructor(
    { accessKey, refreshKey }: GatewaySecrets,
    private readonly clock: Clock,
  ) {
    this.services = { access: serviceOf(accessKey, 'access'), refresh: serviceOf(refreshKey, 'refresh') };
  }

  make(use: TokenUse, { userId, deviceId, loginId }: TokenClaims): string {
    const iat = this.nowS();
    const exp = iat + (use === 'access' ? ACCESS_TOKEN_S : REFRESH_TOKEN_S);
    return this.services[use].sign({
      iss: ISSUER,
      aud: audienceOf(use),
      sub: userId,
      did: deviceId,
      sid: loginId,
      jti: randomUUID(),
      iat,
      exp,
    });
  }

  /** Nothing where it is not a token of this use, of this gateway, or not good any more. */
  read(use: TokenUse, token: string): TokenClaims | undefined {
    try {
      const claims = this.services[use].verify<Record<string, unknown>>(token, {
        clockTimestamp: this.nowS(),
      });
      const { sub, did, sid, exp } = claims;
      if (typeof sub !== 'string' || typeof did !== 'string' || typeof sid !== 'string') return undefined;
      return typeof exp === 'number' ? { userId: sub, deviceId: did, loginId: sid } : undefined;
    } catch {
      return undefined; // whatever is wrong with it, the answer is the same
    }
  }

  private nowS(): number {
    return Math.floor(this.clock.nowMs() / 1000);
  }
}

const audienceOf = (use: TokenUse): string => `${ISSUER}:${use}`;

function serviceOf(key: Buffer, use: TokenUse): JwtService {
  return new JwtService({
    secret: createSecretKey(key),
    signOptions: { algorithm: ALGORITHM },
    verifyOptions: { algorithms: [ALGORITHM], issuer: ISSUER, audience: audienceOf(use) },
  });
}
