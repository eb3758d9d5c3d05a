import { createCoachlinkClient } from 'coachlink-client';
import type { Found, Place } from './place.js';

/** With the package of clients/typescript, as it is installed. */
export async function walk(place: Place): Promise<Found> {
  const program = createCoachlinkClient(place.url, place);
  const { deviceId, deviceSecret } = place;
  const box = createCoachlinkClient(place.url, { deviceId, deviceSecret });

  const login = await box.POST('/api/v1/auth/login', {
    body: { email: place.email, password: place.password },
  });
  if (login.data === undefined) throw new Error(login.error.message);
  const license = await box.GET('/api/v1/license');
  if (license.data === undefined) throw new Error(license.error.message);
  const status = await box.GET('/api/v1/device/status');
  if (status.data === undefined) throw new Error(status.error.message);
  const passings = await program.POST('/api/v1/passings', { body: { limit: 5 } });
  if (passings.data === undefined) throw new Error(passings.error.message);
  // The demo rides: the next passing comes within a second.
  for await (const { cursor } of program.follow()) {
    if (!cursor.includes('.')) throw new Error(`${cursor} is no cursor`);
    break;
  }
  const refused = await program.POST('/api/v1/passings', { body: { limit: 0 } });
  await box.POST('/api/v1/auth/logout');
  return {
    loggedInAs: login.data.user.email,
    licensedFor: license.data.features,
    status: status.data.status,
    passings: passings.data.passings.map(({ transponderid }) => transponderid),
    refusal: refused.error?.details.reason ?? 'none',
  };
}
