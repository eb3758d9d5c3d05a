import { WebhookReceiver } from '../../support/webhook-receiver.js';
import type { GatewayProcess } from '../gateway-process.js';
import type { Follower } from './follower.js';
import { type FollowedRow, SeenPassings } from './seen-passings.js';

/** Receives by a webhook. A cut closes the connection of the next delivery before it is answered. */
export class WebhookFollower implements Follower {
  readonly name: string;
  readonly seen = new SeenPassings();
  cuts = 0;
  private readonly ids = new Set<string>();
  private toCut = 0;

  private constructor(
    private readonly receiver: WebhookReceiver,
    readonly decoderId: string | undefined,
  ) {
    this.name = `webhook${decoderId === undefined ? '' : ` of ${decoderId}`}`;
    receiver.answer = ({ id, passings, data }) => {
      // A delivery of an id that came before has nothing new.
      if (!this.ids.has(id)) {
        if (data.rewound === true) this.seen.rewound();
        for (const row of passings) this.seen.take(row as unknown as FollowedRow);
        this.ids.add(id);
      }
      receiver.deliveries.length = 0;
      if (this.toCut === 0) return { status: 204 };
      this.toCut--;
      this.cuts++;
      return undefined;
    };
  }

  static async begin(gateway: GatewayProcess, decoderId: string | undefined): Promise<WebhookFollower> {
    const receiver = await WebhookReceiver.start();
    const follower = new WebhookFollower(receiver, decoderId);
    const terms = {
      name: follower.name,
      url: receiver.url,
      after: 'oldest',
      ...(decoderId === undefined ? {} : { decoder_id: decoderId }),
    };
    await gateway.until('the webhook is made', () => gateway.ask('POST', '/webhooks', terms));
    return follower;
  }

  cut(): void {
    this.toCut = 1;
  }

  end(): Promise<void> {
    return this.receiver.stop();
  }
}
