import { Cluster, type Redis } from 'ioredis';

/** Period of the looks: between two of them our own loop turns at least once, and reads what has come. */
const LOOK_MS = 250;

/** Debt of one node at the last look. */
interface Seen {
  readonly stream: Redis['stream'];
  readonly bytesRead: number;
  readonly silentLooks: number;
}

/**
 * Ends a connection that owes an answer and sent no byte for `silentMs`; it opens again by itself. The time is counted
 * in turns of our own loop: an answer that waits in the socket while we are busy, or while the system gives us no
 * processor, does not count as missing. The time limits of the client count exactly that.
 */
export function endWhenSilent(connection: Redis | Cluster, silentMs: number): void {
  const seen = new WeakMap<Redis, Seen>();
  const timer = setInterval(() => {
    const nodes = connection instanceof Cluster ? connection.nodes() : [connection];
    for (const node of nodes) {
      const now = seeAgain(node, seen.get(node));
      seen.set(node, now);
      if (now.silentLooks * LOOK_MS >= silentMs)
        now.stream.destroy(
          new Error(`Socket timeout: Redis owes an answer and is silent for ${silentMs} ms`),
        );
    }
  }, LOOK_MS).unref();
  connection.once('end', () => {
    clearInterval(timer);
  });
}

function seeAgain({ stream, commandQueue }: Redis, before: Seen | undefined): Seen {
  // A connection has no stream before its first connect, although its type says so.
  const { bytesRead, destroyed } = (stream as Redis['stream'] | undefined) ?? {
    bytesRead: 0,
    destroyed: true,
  };
  const isSilent =
    !destroyed && commandQueue.length > 0 && before?.stream === stream && before.bytesRead === bytesRead;
  return { stream, bytesRead, silentLooks: isSilent ? before.silentLooks + 1 : 0 };
}
