export interface Place {
  readonly host: string;
  readonly port: number;
}

const PLACE = /^(?:\[([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)\]|([A-Za-z0-9._-]+)):([0-9]{1,5})$/;

/** Returns the places where the internet is tried; none for `off`. */
export function placesIn(text: string): readonly Place[] {
  if (text === 'off') return [];
  return text.split(',').map((each) => {
    const [, address, name, digits = ''] = PLACE.exec(each.trim()) ?? [];
    const host = address ?? name;
    const port = Number(digits);
    if (host === undefined || port < 1 || port > 65_535)
      throw new Error(
        'takes host:port, comma-separated ([::1]:443 for IPv6), or off: the hosts to which the internet check connects',
      );
    return { host, port };
  });
}
