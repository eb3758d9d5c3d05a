import { setTimeout as delay } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DecoderParser, HostClock } from '#decoder';
import { PassingsRepository } from '#passings';
import { GatewayConfig } from '../config/gateway-config.js';
import { IngestService } from '../ingest/ingest.service.js';
import { Problem } from '../problems/problem.js';
import { ConnectedDecoder } from './connected-decoder.js';
import { type DecoderView, viewOf } from './decoder-view.js';

const FLUSH_MS = 3000;
const STORE_RETRY_MS = 100;

/** The configured decoders: connected from the start, let go at the end, and told about in between. */
@Injectable()
export class DecodersService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private isStopping = false;
  private readonly decoders: readonly ConnectedDecoder[];

  constructor(
    config: GatewayConfig,
    parser: DecoderParser,
    @Inject(HostClock) private readonly hostClock: HostClock,
    private readonly ingest: IngestService,
    private readonly repository: PassingsRepository,
  ) {
    this.decoders = config.decoders.map(
      (decoder) =>
        new ConnectedDecoder({
          decoder,
          parser,
          hostClock,
          take: (passings) => ingest.add(passings),
          keepClockOffsetUs: (offsetUs) => repository.keepClockOffsetUs(decoder.decoderId, offsetUs),
        }),
    );
  }

  onApplicationBootstrap(): void {
    for (const decoder of this.decoders) void this.start(decoder);
  }

  list(): DecoderView[] {
    return this.decoders.map((decoder) => this.view(decoder));
  }

  get(decoderId: string): DecoderView {
    const decoder = this.decoders.find((each) => each.decoder.decoderId === decoderId);
    if (decoder === undefined) throw unknownDecoder();
    return this.view(decoder);
  }

  /** Lets go of the decoders, then stores what they had sent. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    // A link that waits for the store could not be closed: the wait must have an end.
    this.ingest.endWithin(FLUSH_MS);
    await Promise.all(this.decoders.map((decoder) => decoder.close()));
    await this.ingest.flush();
  }

  /** Waits for the store: without it no passing could be kept, and the offset of the last run would be missed. */
  private async start(decoder: ConnectedDecoder): Promise<void> {
    const { decoderId } = decoder.decoder;
    while (!this.isStopping) {
      try {
        decoder.start(await this.repository.clockOffsetUs(decoderId));
        return;
      } catch {
        // Why the store does not answer is told by its connection, and by /health/ready.
        await delay(STORE_RETRY_MS);
      }
    }
  }

  private view(decoder: ConnectedDecoder): DecoderView {
    const confirmed = this.ingest.confirmedFrom(decoder.decoder.decoderId);
    return viewOf(decoder.decoder, decoder.state(), confirmed, this.hostClock.nowUs() / 1000);
  }
}

function unknownDecoder(): Problem {
  return new Problem({
    status: 404,
    reason: 'decoder.unknown',
    message: 'There is no decoder of this id. GET /api/v1/decoders lists those that there are.',
  });
}
