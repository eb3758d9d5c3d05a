const PLACE = /^(?:\[([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)\]|([A-Za-z0-9._-]+)):([0-9]{1,5})(?:-([0-9]{1,5}))?$/;
const LAST_PORT = 65_535;

/** Address and ports on which stored passings are served again, a port for each decoder. */
export interface RelayPlace {
  readonly host: string;
  readonly firstPort: number;
  readonly lastPort: number;
}

/** Reads `127.0.0.1:5403` or `127.0.0.1:5403-5410`. */
export function relayPlaceIn(text: string): RelayPlace {
  const [, address, name, first = '', last = first] = PLACE.exec(text) ?? [];
  const host = address ?? name;
  const [firstPort, lastPort] = [Number(first), Number(last)];
  if (host === undefined || firstPort < 1 || lastPort < firstPort || lastPort > LAST_PORT)
    throw new Error(
      'takes host:port or host:first-last, a port for each decoder in the order of their names, as in 127.0.0.1:5403-5410',
    );
  return { host, firstPort, lastPort };
}
