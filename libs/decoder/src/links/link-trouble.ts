const NO_SERIAL_PORT =
  'this is no serial port that works: look which device the decoder has (ls -l /dev/serial/by-id)';
const NO_DEVICE = 'there is no such device: is its cable plugged in, and is this its path?';
const TAKEN = 'another program has this port open: end that one first';
const CUT = 'the link was cut: is the decoder still on, and its cable plugged in?';
const NO_NETWORK = 'no way to this network: is the network cable plugged in, or the Wi-Fi on?';
const NO_HOST = 'no way to this host: is the decoder on the network?';
const TOO_MUCH_OPEN = 'this machine has no room for another connection: end other programs, or start it anew';
const FORBIDDEN =
  'this machine does not let it through: does a firewall stand between, and is this the address of one host?';
const BY_ADDRESS = "or give the decoder's IP address instead of its name";
const NAME_SERVER_FAILS = `its name cannot be looked up, because the name server of this network fails: mend that, ${BY_ADDRESS}`;

/** Each code that opening, reading or writing a link can fail with, in words: what is wrong, and what to do. */
const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused: is the decoder on, and is this its port?',
  EHOSTUNREACH: NO_HOST,
  EHOSTDOWN: NO_HOST,
  ENETUNREACH: NO_NETWORK,
  ENETDOWN: NO_NETWORK,
  ENETRESET: CUT,
  ETIMEDOUT: 'no answer from this host: is the decoder on, and is this its address?',
  ECONNRESET: CUT,
  ECONNABORTED: CUT,
  EPIPE: CUT,
  ERR_STREAM_PREMATURE_CLOSE: CUT,
  EADDRNOTAVAIL:
    'this machine has no address to reach it from: is the network set up, and IPv6 where the address is one?',
  EADDRINUSE: TOO_MUCH_OPEN,
  EAFNOSUPPORT: "this machine does not speak this kind of address: give the decoder's IPv4 address",
  EINVAL:
    'this address cannot be used as it is: one that begins with fe80 needs its interface, as in [fe80::1%eth0]',
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  EMFILE: TOO_MUCH_OPEN,
  ENFILE: TOO_MUCH_OPEN,
  ENOBUFS: TOO_MUCH_OPEN,
  ENOMEM: TOO_MUCH_OPEN,
  ENOTFOUND: `nobody on this network knows this name: correct it, ${BY_ADDRESS}`,
  EAI_NODATA: `no address is known for this name: correct it, ${BY_ADDRESS}`,
  EAI_NONAME: `no address is known for this name: correct it, ${BY_ADDRESS}`,
  EAI_AGAIN: `its name cannot be looked up, because the name server of this network does not answer: is the network there? Else mend it, ${BY_ADDRESS}`,
  EAI_FAIL: NAME_SERVER_FAILS,
  EAI_SYSTEM: NAME_SERVER_FAILS,
  ENOENT: NO_DEVICE,
  ENODEV: NO_DEVICE,
  ENXIO: NO_DEVICE,
  EBUSY: TAKEN,
  EAGAIN: TAKEN,
  EIO: NO_SERIAL_PORT,
  EISDIR: NO_SERIAL_PORT,
  ENOTTY: NO_SERIAL_PORT,
};

/** Errors of a serial port, which have no code, by the words of the system: of glibc, musl and macOS. */
const SERIAL_WORDS: readonly (readonly [RegExp, string])[] = [
  [/No such file|No such device|not configured/, NO_DEVICE],
  [
    /Permission denied|Operation not permitted/,
    'this user may not open it: add the user that CoachLINK runs as to the group of this device (often dialout), and start anew',
  ],
  [/temporarily unavailable|busy|Cannot lock port/i, TAKEN],
  [/ioctl|Is a directory|Not a tty|I\/O error|Input\/output error/, NO_SERIAL_PORT],
  [/baud ?rate/i, 'it does not take this baud rate: give that of the decoder, as in ?baud=115200'],
  [/^Error:? |cannot open/i, NO_SERIAL_PORT],
];

/**
 * Returns the reason why a link failed, for people, never in the words of the system. Our own sentences have no code,
 * and stay.
 */
export function linkTrouble({ code, message }: NodeJS.ErrnoException): string {
  if (code !== undefined) return WORDS[code] ?? `it failed with the error ${code} of this machine`;
  return SERIAL_WORDS.find(([pattern]) => pattern.test(message))?.[1] ?? message;
}

/** Returns the reasons of several addresses, addresses with the same reason together. */
export function troublesByAddress(failures: ReadonlyMap<string, NodeJS.ErrnoException>): string {
  const addresses = new Map<string, string[]>();
  for (const [address, error] of failures) {
    const trouble = linkTrouble(error);
    addresses.set(trouble, [...(addresses.get(trouble) ?? []), address]);
  }
  return Array.from(addresses, ([trouble, those]) => `${those.join(' and ')}: ${trouble}`).join('; ');
}
