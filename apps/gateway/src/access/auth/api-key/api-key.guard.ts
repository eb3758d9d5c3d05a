import { type ExecutionContext, Injectable } from '@nestjs/common';
import { AuthGuard, type IAuthGuard } from '@nestjs/passport';
import type { Request } from 'express';
import { findProven } from '../../accounts/find-proven.js';
import { CredentialGuard } from '../guard/credential-guard.js';
import type { Principal } from '../principal/principal.js';
import { SecretDigest } from '../secrets/secret-digest.js';
import { soleHeader } from '../guard/sole-header.js';
import { ApiKeyStore } from './api-key.store.js';
import { API_KEY_STRATEGY, type ApiKeyClaim } from './api-key.strategy.js';

const CLAIM = 'apiKeyClaim';
const PassportGuard = AuthGuard(API_KEY_STRATEGY);

/** Proves `x-api-key` and `x-api-secret` together. */
@Injectable()
export class ApiKeyGuard extends CredentialGuard {
  readonly family = 'api-key';
  readonly challenge = 'ApiKey realm="CoachLINK"';
  private readonly claim: IAuthGuard = new ClaimGuard();

  constructor(
    private readonly keys: ApiKeyStore,
    private readonly digest: SecretDigest,
  ) {
    super();
  }

  isOffered({ headers }: Request): boolean {
    return headers['x-api-key'] !== undefined || headers['x-api-secret'] !== undefined;
  }

  async identify(context: ExecutionContext): Promise<Principal | undefined> {
    const request = context.switchToHttp().getRequest<Request & { [CLAIM]?: ApiKeyClaim }>();
    const secret = soleHeader(request, 'x-api-secret');
    if (secret === undefined || soleHeader(request, 'x-api-key') === undefined) return undefined;
    await this.claim.canActivate(context);
    const claimed = request[CLAIM];
    return (
      claimed &&
      findProven(this.keys, claimed.key, ({ secretDigests }) => this.digest.matchesAny(secret, secretDigests))
    );
  }
}

/** Keeps the claimed key apart from `request.user`, where other code would take it for a proven one. */
class ClaimGuard extends PassportGuard {
  override getAuthenticateOptions(): { session: false; property: string } {
    return { session: false, property: CLAIM };
  }
}
