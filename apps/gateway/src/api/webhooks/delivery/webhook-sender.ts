import { answerTrouble, errorTrouble } from './attempt-words.js';
import { signedHeaders } from './signature.js';
import type { WebhookPost } from './webhook-post.js';

export interface Outcome {
  /** The trouble in words; undefined where the delivery arrived. */
  readonly trouble: string | undefined;
  /** Status of the answer; null where none came. */
  readonly statusCode: number | null;
  readonly retryAfterMs: number;
}

const NO_ANSWER = { statusCode: null, retryAfterMs: 0 };
const NO_SECRET =
  'its secret cannot be opened by this gateway: the keys of the site are others by now. Give it a new secret';

/** Signs and posts deliveries to one receiver. */
export class WebhookSender {
  constructor(
    private readonly post: WebhookPost,
    private readonly signingKeys: () => readonly Buffer[],
    private readonly nowMs: () => number,
  ) {}

  async send(id: string, body: string, ended: AbortSignal): Promise<Outcome> {
    const keys = this.signingKeys();
    if (keys.length === 0) return { ...NO_ANSWER, trouble: NO_SECRET };
    const timestampS = Math.floor(this.nowMs() / 1000);
    try {
      const answer = await this.post.post(body, signedHeaders({ id, timestampS, body }, keys), ended);
      const { statusCode, retryAfterMs } = answer;
      return { trouble: answerTrouble(answer), statusCode, retryAfterMs };
    } catch (error) {
      return { ...NO_ANSWER, trouble: errorTrouble(error) };
    }
  }

  close(): void {
    this.post.close();
  }
}
