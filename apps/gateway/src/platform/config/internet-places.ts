import { type Place, placeIn } from './place.js';

/** Returns the places where the internet is tried; none for `off`. */
export function placesIn(text: string): readonly Place[] {
  if (text === 'off') return [];
  return text.split(',').map((each) => {
    const place = placeIn(each.trim());
    if (place === undefined)
      throw new Error(
        'takes host:port, comma-separated ([::1]:443 for IPv6), or off: the hosts to which the internet check connects',
      );
    return place;
  });
}
