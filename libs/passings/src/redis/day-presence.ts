/**
 * Packs the transponders of a day: their numbers in rising order, each as the difference to the one before, in as many
 * bytes of seven bits as it needs, lowest first; the highest bit marks that more bytes follow. About a tenth of the
 * digest, so that a search for one transponder in years need not read all digests.
 */
export function packPresence(transponders: Iterable<number>): Buffer {
  const bytes: number[] = [];
  let before = 0;
  for (const transponder of [...new Set(transponders)].sort((a, b) => a - b)) {
    let rest = transponder - before;
    before = transponder;
    for (; rest >= 128; rest >>>= 7) bytes.push((rest & 127) | 128);
    bytes.push(rest);
  }
  return Buffer.from(bytes);
}

export function isPresent(presence: Buffer, transponder: number): boolean {
  let [number, difference, shift] = [0, 0, 0];
  for (const byte of presence) {
    difference |= (byte & 127) << shift;
    shift += 7;
    if (byte >= 128) continue;
    number += difference;
    if (number >= transponder) return number === transponder;
    [difference, shift] = [0, 0];
  }
  return false;
}
