import createClient from 'openapi-fetch';
import type { paths } from './generated/openapi-typescript/schema.js';
import type { Found, Place } from './place.js';

/** With openapi-typescript as it comes, and openapi-fetch. */
export async function walk(place: Place): Promise<Found> {
  const device = { 'X-Device-ID': place.deviceId, 'X-Device-Secret': place.deviceSecret };
  const pair = { 'x-api-key': place.apiKey, 'x-api-secret': place.apiSecret };
  const box = createClient<paths>({ baseUrl: place.url, headers: device });
  const program = createClient<paths>({ baseUrl: place.url, headers: pair });

  const login = await box.POST('/api/v1/auth/login', {
    body: { email: place.email, password: place.password },
  });
  if (login.data === undefined) throw new Error(login.error.message);
  const headers = { Authorization: `Bearer ${login.data.access_token}` };
  const license = await box.GET('/api/v1/license', { headers });
  if (license.data === undefined) throw new Error(license.error.message);
  const status = await box.GET('/api/v1/device/status', { headers });
  if (status.data === undefined) throw new Error(status.error.message);
  const passings = await program.POST('/api/v1/passings', { body: { limit: 5 } });
  if (passings.data === undefined) throw new Error(passings.error.message);
  const refused = await program.POST('/api/v1/passings', { body: { limit: 0 } });
  await box.POST('/api/v1/auth/logout', { headers });
  return {
    loggedInAs: login.data.user.email,
    licensedFor: license.data.features,
    status: status.data.status,
    passings: passings.data.passings.map(({ transponderid }) => transponderid),
    refusal: refused.error?.details.reason ?? 'none',
  };
}
