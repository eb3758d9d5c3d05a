/** Bytes since the start of the host. */
export interface Traffic {
  readonly sentBytes: number;
  readonly receivedBytes: number;
}

const RECEIVED_COLUMN = 0;
const SENT_COLUMN = 8;

/** Returns the traffic of these interfaces together by /proc/net/dev; undefined where one of them is missing there. */
export function trafficOf(names: readonly string[], procNetDev: string): Traffic | undefined {
  let [sentBytes, receivedBytes] = [0, 0];
  for (const name of names) {
    const line = procNetDev.split('\n').find((each) => each.trimStart().startsWith(`${name}:`));
    const columns =
      line
        ?.slice(line.indexOf(':') + 1)
        .trim()
        .split(/\s+/)
        .map(Number) ?? [];
    sentBytes += columns[SENT_COLUMN] ?? NaN;
    receivedBytes += columns[RECEIVED_COLUMN] ?? NaN;
  }
  const isKnown = Number.isSafeInteger(sentBytes) && Number.isSafeInteger(receivedBytes);
  return isKnown ? { sentBytes, receivedBytes } : undefined;
}
