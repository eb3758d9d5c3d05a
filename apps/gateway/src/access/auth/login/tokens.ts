import { createSecretKey, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { ExpiryClock } from '../../../platform/clock/expiry-clock.js';
import { GatewaySecrets } from '../secrets/gateway-secrets.js';

export const ACCESS_TOKEN_S = 24 * 3600;
export const REFRESH_TOKEN_S = 30 * 24 * 3600;
const ISSUER = 'coachlink';
const ALGORITHM = 'HS256';
/** The header of every token of this gateway: a token with any other is refused. */
const HEADER = textOf({ alg: ALGORITHM, typ: 'JWT' });

/** The user, device and login that a token is tied to: all three must still be good wherever it is shown. */
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
    private readonly clock: ExpiryClock,
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

  /** Returns the claims; undefined where the token is of another use or gateway, or not good any more. */
  read(use: TokenUse, token: string): TokenClaims | undefined {
    try {
      const claims = this.services[use].verify<Record<string, unknown>>(token, {
        clockTimestamp: this.nowS(),
      });
      return isAsWritten(token, claims) && areOurs(claims, audienceOf(use))
        ? { userId: claims.sub, deviceId: claims.did, loginId: claims.sid }
        : undefined;
    } catch {
      return undefined; // one answer for every fault of a token
    }
  }

  private nowS(): number {
    return Math.floor(this.clock.nowMs() / 1000);
  }
}

interface OurClaims {
  readonly sub: string;
  readonly did: string;
  readonly sid: string;
}

/** Whether the claims are as `make` writes them: the library also takes a list of audiences, and a token without an expiry. */
function areOurs(
  claims: Record<string, unknown>,
  audience: string,
): claims is Record<string, unknown> & OurClaims {
  const { sub, did, sid, aud, exp } = claims;
  if (typeof sub !== 'string' || typeof did !== 'string' || typeof sid !== 'string') return false;
  return aud === audience && Number.isSafeInteger(exp);
}

/** Whether a token is as `make` would write it, so that all readers read the same: no name twice, no odd number or padding. */
function isAsWritten(token: string, claims: Record<string, unknown>): boolean {
  return token.startsWith(`${HEADER}.${textOf(claims)}.`);
}

function textOf(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

const audienceOf = (use: TokenUse): string => `${ISSUER}:${use}`;

function serviceOf(key: Buffer, use: TokenUse): JwtService {
  return new JwtService({
    secret: createSecretKey(key),
    signOptions: { algorithm: ALGORITHM },
    verifyOptions: { algorithms: [ALGORITHM], issuer: ISSUER, audience: audienceOf(use) },
  });
}
