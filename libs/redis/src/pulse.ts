import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Cluster, type Redis } from 'ioredis';

const LOOK_MS = 500;
/** Silence after which a connection is pinged. */
const QUIET_MS = 1000;
/** Time for the answer to a ping; a longer silence is suspect. */
const SILENT_MS = 2000;
const PROBE_MS = 1000;

interface Pulse {
  stream: Redis['stream'];
  bytesRead: number;
  heardAtMs: number;
  askedAtMs: number | undefined;
  isProbing: boolean;
}

/**
 * Finds a connection that went dead without a word, whether or not it is used. Silence alone proves nothing: a Redis in
 * a long script does not answer, and a new connection to it would be no better. So the connection is closed only where
 * the same server answers on another one at once.
 */
export function keepPulse(connection: Redis | Cluster): void {
  const pulses = new WeakMap<Redis, Pulse>();
  const timer = setInterval(() => {
    const nodes = connection instanceof Cluster ? connection.nodes('all') : [connection];
    for (const node of nodes) look(node, pulses, performance.now());
  }, LOOK_MS).unref();
  connection.once('end', () => {
    clearInterval(timer);
  });
}

function look(node: Redis, pulses: WeakMap<Redis, Pulse>, nowMs: number): void {
  if (node.status !== 'ready') return;
  const { stream } = node;
  const pulse = pulses.get(node);
  if (pulse?.stream !== stream || pulse.bytesRead !== stream.bytesRead) {
    const heard = { stream, bytesRead: stream.bytesRead, heardAtMs: nowMs };
    pulses.set(node, { ...heard, askedAtMs: undefined, isProbing: false });
    return;
  }
  if (pulse.askedAtMs === undefined) {
    if (nowMs - pulse.heardAtMs < QUIET_MS) return;
    pulse.askedAtMs = nowMs;
    // The answer counts as bytes, even an error.
    node.ping().catch(() => undefined);
  } else if (nowMs - pulse.askedAtMs >= SILENT_MS && !pulse.isProbing) {
    pulse.isProbing = true;
    void closeIfDead(node, pulse);
  }
}

async function closeIfDead(node: Redis, pulse: Pulse): Promise<void> {
  const { stream, bytesRead } = pulse;
  const isAnswering = await answersElsewhere(node);
  pulse.isProbing = false;
  const isSilent = node.status === 'ready' && node.stream === stream && stream.bytesRead === bytesRead;
  if (isAnswering && isSilent) node.disconnect(true);
}

/** Whether the server answers on a new connection, even if only to ask for a password. */
function answersElsewhere(node: Redis): Promise<boolean> {
  const { remoteAddress: host, remotePort: port } = node.stream;
  // A Unix socket cannot be half open.
  if (host === undefined || port === undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    const { tls } = node.options;
    const socket = tls ? connectTls({ ...tls, host, port }) : connect({ host, port });
    const settle = (isAnswering: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(isAnswering);
    };
    const timer = setTimeout(() => {
      settle(false);
    }, PROBE_MS);
    socket.once(tls ? 'secureConnect' : 'connect', () => socket.write('PING\r\n'));
    socket.once('data', () => {
      settle(true);
    });
    socket.once('error', () => {
      settle(false);
    });
  });
}
