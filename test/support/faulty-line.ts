import type { Socket } from 'node:net';
import type { Random } from '../../apps/simulator/src/track/random.js';
import { Flow } from './flow.js';
import type { Admission, Break, Direction, LineConditions } from './line-conditions.js';

const NO_REPLIES_MS = 100;
const RESET_BEHIND_MS = 5;

export interface FaultyLineOptions {
  readonly client: Socket;
  readonly server: Socket;
  readonly random: Random;
  readonly conditions: () => LineConditions;
  readonly admit: (direction: Direction, bytes: number) => Admission;
  /** Called when the client gives up a half-open line. */
  readonly found: (afterMs: number) => void;
}

/** One client's connection through the proxy, which may be broken. */
export class FaultyLine {
  isBroken = false;
  private readonly toServer: Flow;
  private readonly toClient: Flow;
  private deadSinceMs: number | undefined;

  constructor(private readonly options: FaultyLineOptions) {
    const { client, server } = options;
    this.toServer = this.flow(client, server, 'to_server');
    this.toClient = this.flow(server, client, 'to_client');
    this.passResets(client, server);
    this.passResets(server, client);
    client.once('close', () => {
      if (this.deadSinceMs === undefined) return;
      options.found(performance.now() - this.deadSinceMs);
      server.destroy();
    });
  }

  break(how: Break): void {
    if (this.isBroken) return;
    this.isBroken = true;
    const { client, server } = this.options;
    this.toClient.isSwallowing = true;
    this.toServer.isSwallowing = how !== 'no_replies';
    switch (how) {
      case 'half_open':
        this.deadSinceMs = performance.now();
        break;
      case 'no_replies':
        setTimeout(() => {
          this.reset();
        }, NO_REPLIES_MS);
        break;
      case 'close':
        client.destroySoon();
        server.destroySoon();
        break;
      case 'reset_client':
        resetSoon(client);
        server.destroySoon();
        break;
      case 'reset_server':
        resetSoon(server);
        client.destroySoon();
    }
  }

  reset(): void {
    this.options.client.resetAndDestroy();
    this.options.server.resetAndDestroy();
  }

  private flow(from: Socket, to: Socket, direction: Direction): Flow {
    const { random, conditions, admit } = this.options;
    return new Flow({
      from,
      to,
      random,
      conditions,
      admit: (bytes) => admit(direction, bytes),
      breaks: (how) => {
        this.break(how);
      },
    });
  }

  /** Passes resets on, except on a broken line; the flow passes an end on behind the last bytes. */
  private passResets(from: Socket, to: Socket): void {
    from.on('error', () => {
      if (!this.isBroken) to.resetAndDestroy();
    });
  }
}

/** Resets a moment later: a reset together with the last bytes is read as an ordinary end. */
function resetSoon(socket: Socket): void {
  setTimeout(() => socket.resetAndDestroy(), RESET_BEHIND_MS);
}
