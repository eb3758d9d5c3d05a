export interface Place {
  readonly host: string;
  readonly port: number;
}

const PLACE = /^(?:\[([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)\]|([A-Za-z0-9._-]+)):([0-9]{1,5})$/;
export const LAST_PORT = 65_535;

/** Reads `host:port`, or `[::1]:443` for IPv6; undefined for anything else. */
export function placeIn(text: string): Place | undefined {
  const [, address, name, digits = ''] = PLACE.exec(text) ?? [];
  const host = address ?? name;
  const port = Number(digits);
  return host === undefined || port < 1 || port > LAST_PORT ? undefined : { host, port };
}
