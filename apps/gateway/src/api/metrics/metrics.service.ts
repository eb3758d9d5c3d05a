import { Inject, Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { HostClock } from '#decoder';
import { TrackTime } from '../../platform/clock/track-time.js';
import { Alarms } from '../../intake/alarms/alarms.js';
import { VERSION } from '#environment';
import { DecoderRegistry } from '../../intake/decoders/decoder-registry.js';
import { DecodersService } from '../decoders/decoders.service.js';
import { IngestService } from '../../intake/ingest/ingest.service.js';
import { LogOutputs } from '../../platform/log/log-outputs.js';
import { RetentionService } from '../../intake/retention/retention.service.js';
import { Relay } from '../relay/relay.js';
import { StorageWatch } from '../../platform/storage/storage-watch.js';
import { DECODER_FIGURES, type DecoderFacts } from './decoder-figures.js';
import { GATEWAY_FIGURES, type GatewayFacts } from './gateway-figures.js';
import { registerFigures } from './figure.js';

interface Figures {
  readonly registry: Registry;
  readonly writeGateway: (facts: GatewayFacts) => void;
  readonly writeDecoders: (facts: readonly DecoderFacts[]) => void;
}

/** The figures of the gateway, its decoders and its process, as Prometheus text. */
@Injectable()
export class MetricsService {
  private figures: Figures | undefined;

  constructor(
    private readonly decoders: DecodersService,
    private readonly registry: DecoderRegistry,
    private readonly alarms: Alarms,
    private readonly ingest: IngestService,
    private readonly storage: StorageWatch,
    private readonly retention: RetentionService,
    private readonly outputs: LogOutputs,
    private readonly relay: Relay,
    @Inject(TrackTime) private readonly hostClock: HostClock,
  ) {}

  text(): Promise<string> {
    this.figures ??= makeFigures();
    const { registry, writeGateway, writeDecoders } = this.figures;
    writeGateway(this.gatewayFacts());
    writeDecoders(this.decoderFacts());
    return registry.metrics();
  }

  private gatewayFacts(): GatewayFacts {
    const { stored, repeated, pending, trouble } = this.ingest.state();
    const storage = this.storage.trouble() ?? trouble;
    return {
      version: VERSION,
      stored,
      repeated,
      pending,
      storage,
      isUnconfirmed: this.storage.unconfirmed() !== undefined,
      retention: this.retention.facts(),
      outputs: this.outputs.states(),
    };
  }

  private decoderFacts(): DecoderFacts[] {
    const nowMs = this.hostClock.nowUs() / 1000;
    const relayClients = this.relay.clientCounts();
    return this.registry.all().map((each) => {
      const { decoderId } = each.decoder;
      return {
        decoderId,
        state: each.state(),
        completeness: this.decoders.completeness(decoderId),
        alarms: this.alarms.countsOf(decoderId),
        relayClients: relayClients.get(decoderId),
        nowMs,
      };
    });
  }
}

/** Made with the first request: measuring the event loop costs time, and most gateways are never asked. */
function makeFigures(): Figures {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    writeGateway: registerFigures(registry, GATEWAY_FIGURES),
    writeDecoders: registerFigures(registry, DECODER_FIGURES),
  };
}
