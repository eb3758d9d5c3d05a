import { createClient } from './generated/hey-api/client/index.js';
import { getDeviceStatus, getLicense, login, logout, searchPassings } from './generated/hey-api/index.js';
import type { Found, Place } from './place.js';

/** With @hey-api/openapi-ts as it comes. */
export async function walk(place: Place): Promise<Found> {
  const program = createClient({
    baseUrl: place.url,
    auth: ({ name = '' }) => ({ 'x-api-key': place.apiKey, 'x-api-secret': place.apiSecret })[name],
  });
  let token: string | undefined;
  const person = createClient({
    baseUrl: place.url,
    throwOnError: true,
    auth: ({ scheme, name = '' }) =>
      scheme === 'bearer'
        ? token
        : { 'X-Device-ID': place.deviceId, 'X-Device-Secret': place.deviceSecret }[name],
  });

  const { data: session } = await login({
    client: person,
    body: { email: place.email, password: place.password },
    throwOnError: true,
  });
  token = session.access_token;
  const { data: license } = await getLicense({ client: person, throwOnError: true });
  const { data: status } = await getDeviceStatus({ client: person, throwOnError: true });
  const { data: passings } = await searchPassings({
    client: program,
    body: { limit: 5 },
    throwOnError: true,
  });
  const refused = await searchPassings({ client: program, body: { limit: 0 } });
  await logout({ client: person, throwOnError: true });
  return {
    loggedInAs: session.user.email,
    licensedFor: license.features,
    status: status.status,
    passings: passings.passings.map(({ transponderid }) => transponderid),
    refusal: refused.error?.details.reason ?? 'none',
  };
}
