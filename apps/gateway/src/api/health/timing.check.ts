import { Inject, Injectable } from '@nestjs/common';
import type { HostClock } from '#decoder';
import { TrackTime } from '../../platform/clock/track-time.js';
import { GatewayConfig } from '../../platform/config/gateway-config.js';
import type { DecoderPipeline } from '../../intake/decoders/decoder-pipeline.js';
import { DecoderRegistry } from '../../intake/decoders/decoder-registry.js';
import { ReadinessCheck, type ReadinessTrouble } from './readiness-check.js';

/** Whether the configured decoders are connected, and can be asked. */
@Injectable()
export class TimingCheck extends ReadinessCheck {
  readonly subject = 'timing';

  constructor(
    private readonly decoders: DecoderRegistry,
    private readonly config: GatewayConfig,
    @Inject(TrackTime) private readonly hostClock: HostClock,
  ) {
    super();
  }

  /** Tells counts alone: ids and addresses of decoders are not for every client that may ask for health. */
  override trouble(): ReadinessTrouble | undefined {
    const all = this.decoders.all();
    // A decoder that another gateway reads is not missed.
    const missing = all.filter((each) => !each.isReadElsewhere && each.state().link !== 'connected').length;
    if (missing === 0) return this.troubleOfConnected(all);
    const message = `${missedBy(missing, all.length)} GET /api/v1/decoders says which and why.`;
    return missing === all.length && this.config.readyNeedsDecoder
      ? { name: 'none_connected', message }
      : { name: 'degraded', message, isBearable: true };
  }

  private troubleOfConnected(all: readonly DecoderPipeline[]): ReadinessTrouble | undefined {
    const nowMs = this.hostClock.nowUs() / 1000;
    const unheard = all.filter((each) => each.unheardTrouble(nowMs) !== undefined).length;
    if (unheard === 0)
      return withholding(all.filter((each) => each.state().withheld.length > 0).length, all.length);
    const who = all.length === 1 ? 'The decoder was' : `${unheard} of ${all.length} decoders were`;
    const message = `${who} not heard since the link was opened. GET /api/v1/decoders says which, and what to look for.`;
    return { name: 'degraded', message, isBearable: true };
  }
}

function withholding(decoders: number, all: number): ReadinessTrouble | undefined {
  if (decoders === 0) return undefined;
  const who =
    all === 1
      ? 'The decoder closes'
      : `${decoders} of ${all} decoders ${decoders === 1 ? 'closes' : 'close'}`;
  const message = `${who} the link on a question, which is withheld for a while. GET /api/v1/decoders names decoder and question.`;
  return { name: 'degraded', message, isBearable: true };
}

function missedBy(missing: number, all: number): string {
  if (all === 1) return 'The decoder is not connected, so that no passing comes in.';
  if (missing === all) return `None of ${all} decoders is connected, so that no passing comes in.`;
  return missing === 1
    ? `1 of ${all} decoders is not connected, so that its passings wait there or are missed.`
    : `${missing} of ${all} decoders are not connected, so that their passings wait there or are missed.`;
}
