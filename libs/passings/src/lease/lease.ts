/** How the gateway that has a lease stands to the decoder: in touch with it, not so, or done with it for good. */
const LINKS = ['linked', 'unlinked', 'left'] as const;
export type LeaseLink = (typeof LINKS)[number];

/** Which gateway reads a decoder and stores its passings. */
export interface Lease {
  /** Rises with each gateway that takes it. */
  readonly epoch: number;
  /** Of the process that has it: another word after each start. */
  readonly run: string;
  readonly gateway: string;
  readonly link: LeaseLink;
  /** Rises while the gateway lives and another one watches. */
  readonly beat: number;
  /** Where the gateway that has it finds the decoder. */
  readonly address: string;
}

/** Proves to the store whose turn it is: it is another one once another gateway took the lease. */
export function tokenOf({ epoch, run }: Pick<Lease, 'epoch' | 'run'>): string {
  return `${epoch}.${run}`;
}

/** The token first: the store script compares the text up to the first space. */
export function leaseText(lease: Lease): string {
  const { gateway, link, beat, address } = lease;
  return [tokenOf(lease), gateway, link, beat, encodeURIComponent(address)].join(' ');
}

/** Undefined where there is none, or what is there is none. */
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
