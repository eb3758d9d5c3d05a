import { LAST_PORT, placeIn } from './place.js';

/** Address and ports on which stored passings are served again, a port for each decoder. */
export interface RelayPlace {
  readonly host: string;
  readonly firstPort: number;
  readonly lastPort: number;
}

/** Reads `127.0.0.1:5403` or `127.0.0.1:5403-5410`. */
export function relayPlaceIn(text: string): RelayPlace {
  const [, first = text, last] = /^(.*:[0-9]+)-([0-9]{1,5})$/.exec(text) ?? [];
  const place = placeIn(first);
  const lastPort = Number(last ?? place?.port);
  if (place === undefined || lastPort < place.port || lastPort > LAST_PORT)
    throw new Error(
      'takes host:port or host:first-last, a port for each decoder in the order of their names, as in 127.0.0.1:5403-5410',
    );
  return { host: place.host, firstPort: place.port, lastPort };
}
