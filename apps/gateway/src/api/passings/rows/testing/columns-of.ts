import { type Passing, PassingColumns } from '#passings';

/** Passings in columns, as a repository returns them; sources and transponders are numbered for these columns alone. */
export function columnsOf(given: readonly Passing[]): PassingColumns {
  const places = [...new Map(given.map((each) => [placeOf(each), each])).values()];
  const transponders = [
    null,
    ...new Set(given.map(({ transponderId }) => transponderId).filter((id) => id !== null)),
  ];
  const columns = new PassingColumns(given.length, {
    place: (source) => places[source] ?? { decoderId: '', loopId: 0 },
    transponderId: (transponder) => transponders[transponder] ?? null,
  });
  for (const each of given) {
    const source = places.findIndex((place) => placeOf(place) === placeOf(each));
    columns.push(each, source, transponders.indexOf(each.transponderId));
  }
  return columns;
}

function placeOf({ decoderId, loopId }: Passing): string {
  return JSON.stringify([decoderId, loopId]);
}
