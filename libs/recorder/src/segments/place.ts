/** A place in the recording of a decoder: between two entries of a segment. */
export interface Place {
  readonly segment: number;
  readonly offset: number;
}

/** Range from one place to another. */
export interface Span {
  readonly from: Place;
  readonly until: Place;
}

export function isBefore(one: Place, other: Place): boolean {
  return one.segment < other.segment || (one.segment === other.segment && one.offset < other.offset);
}
