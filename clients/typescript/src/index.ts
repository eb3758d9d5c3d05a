import createFetchClient, { type Client, type Middleware } from 'openapi-fetch';
import type { components, paths } from '../schema.js';
import { follow, type FollowedPassing, type Following } from './follow.js';

export type { components, operations, paths } from '../schema.js';
/** The shapes of bodies and answers by their names: `Schemas['PassingAnswer']`. */
export type Schemas = components['schemas'];
export type { FollowedPassing, Following } from './follow.js';

export interface CoachlinkClient extends Client<paths> {
  /** Yields each passing when it is stored; without `after` from now on. */
  follow(following?: Following): AsyncGenerator<FollowedPassing>;
}

/** Of a program: its scopes say what it may ask for. */
export interface Pair {
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** Of a box on which a person logs in. */
export interface Device {
  readonly deviceId: string;
  readonly deviceSecret: string;
}

const GIVING_TOKENS = ['/api/v1/auth/login', '/api/v1/auth/refresh'];
const LOGOUT = '/api/v1/auth/logout';

/**
 * A client whose addresses, bodies and answers are those of openapi.json. With a device, the access token of
 * POST /api/v1/auth/login is sent from then on, until the logout.
 */
export function createCoachlinkClient(baseUrl: string, credentials: Pair | Device): CoachlinkClient {
  const client = createFetchClient<paths>({ baseUrl, headers: headersOf(credentials) });
  if ('deviceId' in credentials) client.use(stayingLoggedIn());
  return { ...client, follow: (following = {}) => follow(client, following) };
}

function headersOf(credentials: Pair | Device): Record<string, string> {
  return 'apiKey' in credentials
    ? { 'x-api-key': credentials.apiKey, 'x-api-secret': credentials.apiSecret }
    : { 'X-Device-ID': credentials.deviceId, 'X-Device-Secret': credentials.deviceSecret };
}

function stayingLoggedIn(): Middleware {
  let token: string | undefined;
  return {
    onRequest: ({ request }) => {
      if (token !== undefined) request.headers.set('Authorization', `Bearer ${token}`);
    },
    onResponse: async ({ response, schemaPath }) => {
      if (!response.ok) return;
      if (schemaPath === LOGOUT) token = undefined;
      if (!GIVING_TOKENS.includes(schemaPath)) return;
      const answer = (await response.clone().json()) as Schemas['RefreshAnswer'];
      token = answer.access_token;
    },
  };
}
