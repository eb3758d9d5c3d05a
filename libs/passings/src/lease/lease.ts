/** Relation of the gateway that has a lease to the decoder: in touch with it, out of touch, or done with it for good. */
const LINKS = ['linked', 'unlinked', 'left'] as const;
export type LeaseLink = (typeof LINKS)[number];

/** The right of one gateway to read a decoder and to store its passings. */
export interface Lease {
  /** Number of the holder: rises with each gateway that takes the lease. */
  readonly epoch: number;
  /** Id of the process that has the lease: another one after each start. */
  readonly run: string;
  readonly gateway: string;
  readonly link: LeaseLink;
  /** Sign of life: rises while the gateway lives and another one watches. */
  readonly beat: number;
  /** Address of the decoder in the configuration of the gateway that has the lease. */
  readonly address: string;
}

/** Returns the proof for the store that a gateway has the lease: it changes when another gateway takes the lease. */
export function tokenOf({ epoch, run }: Pick<Lease, 'epoch' | 'run'>): string {
  return `${epoch}.${run}`;
}

/** Returns the text of a lease, token first: the store script compares the text up to the first space. */
export function leaseText(lease: Lease): string {
  const { gateway, link, beat, address } = lease;
  return [tokenOf(lease), gateway, link, beat, encodeURIComponent(address)].join(' ');
}

/** Returns the lease of a text; undefined for an empty or a malformed one. */
export function readLease(text: string): Lease | undefined {
  const [, epoch, run = '', gateway = '', word, beat, address = ''] =
    /^(\d+)\.(\S+) (\S+) (\S+) (\d+) (\S*)$/.exec(text) ?? [];
  const link = LINKS.find((each) => each === word);
  if (link === undefined) return undefined;
  return {
    epoch: Number(epoch),
    run,
    gateway,
    link,
    beat: Number(beat),
    address: decodeURIComponent(address),
  };
}
