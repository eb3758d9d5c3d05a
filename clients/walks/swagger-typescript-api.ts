import { Api, type ProblemResponse } from './generated/swagger-typescript-api/api.js';
import type { Found, Place } from './place.js';

/** With swagger-typescript-api as it comes. */
export async function walk(place: Place): Promise<Found> {
  const device = { 'X-Device-ID': place.deviceId, 'X-Device-Secret': place.deviceSecret };
  const pair = { 'x-api-key': place.apiKey, 'x-api-secret': place.apiSecret };
  const { api: program } = new Api({ baseUrl: place.url, baseApiParams: { headers: pair } });
  const person = new Api<string>({
    baseUrl: place.url,
    securityWorker: (token) => ({
      headers: { ...device, ...(token === null ? {} : { Authorization: `Bearer ${token}` }) },
    }),
  });

  const { data: session } = await person.api.login({ email: place.email, password: place.password });
  person.setSecurityData(session.access_token);
  const { data: license } = await person.api.getLicense();
  const { data: status } = await person.api.getDeviceStatus();
  const { data: passings } = await program.searchPassings({ limit: 5 });
  const refusal = await program.searchPassings({ limit: 0 }).then(
    () => 'none',
    ({ error }: { readonly error: ProblemResponse }) => error.details.reason,
  );
  await person.api.logout();
  return {
    loggedInAs: session.user.email,
    licensedFor: license.features,
    status: status.status,
    passings: passings.passings.map(({ transponderid }) => transponderid),
    refusal,
  };
}
