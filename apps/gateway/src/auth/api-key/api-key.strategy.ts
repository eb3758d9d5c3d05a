import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { HeaderAPIKeyStrategy } from 'passport-headerapikey';
import { type ApiKey, ApiKeyStore } from './api-key.store.js';

export const API_KEY_STRATEGY = 'api-key';

/** No secret has this digest, so an unknown key costs a caller the same comparison as a wrong secret. */
const UNKNOWN: ApiKey = { id: 'unknown', scopes: new Set(), secretDigests: [randomBytes(32)] };

/**
 * Finds the key of `x-api-key`. That is a claim and proves nothing: the guard checks the secret. The request is not
 * passed to the callback, because this strategy hands it over in the place where its callback is expected.
 */
@Injectable()
export class ApiKeyStrategy extends PassportStrategy(HeaderAPIKeyStrategy, API_KEY_STRATEGY) {
  constructor(private readonly keys: ApiKeyStore) {
    super({ header: 'x-api-key', prefix: '' }, false);
  }

  async validate(key: string): Promise<ApiKey> {
    return (await this.keys.find(key)) ?? UNKNOWN;
  }
}
