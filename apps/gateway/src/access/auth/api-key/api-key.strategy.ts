import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { HeaderAPIKeyStrategy } from 'passport-headerapikey';

export const API_KEY_STRATEGY = 'api-key';

/** The key that a request claims to have. */
export interface ApiKeyClaim {
  readonly key: string;
}

/**
 * Reads the key of `x-api-key`. That is a claim without proof: the guard looks the key up, and checks the secret. The
 * request is not passed to `validate`, because this strategy hands it over in the place where its callback is expected.
 */
@Injectable()
export class ApiKeyStrategy extends PassportStrategy(HeaderAPIKeyStrategy, API_KEY_STRATEGY) {
  constructor() {
    super({ header: 'x-api-key', prefix: '' }, false);
  }

  validate(key: string): ApiKeyClaim {
    return { key };
  }
}
