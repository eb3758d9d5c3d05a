import { Inject, Injectable } from '@nestjs/common';
import type { HostClock } from '#decoder';
import { TrackTime } from '../clock/track-time.js';
import { Alarms } from '../alarms/alarms.js';
import { VERSION } from '../config/version.js';
import type { CompletenessView } from '../decoders/completeness-view.js';
import { DecoderRegistry } from '../decoders/decoder-registry.js';
import { DecodersService } from '../decoders/decoders.service.js';
import { HostClockSteps } from '../decoders/host-clock-steps.js';
import { HostMetrics } from '../host/host-metrics.js';
import { usagePercent } from '../host/percent.js';
import { IngestService } from '../ingest/ingest.service.js';
import { InternetProbe } from '../internet/internet-probe.js';
import { StorageWatch } from '../storage/storage-watch.js';
import { conditionOf } from './condition.js';
import { type DecoderHealth, decoderHealth } from './decoder-health.js';
import type { DeviceStatusAnswer } from './device-status.answer.js';
import { type PassingsOfDecoder, trackNotices } from './track-notices.js';

/** The whole gateway in one look, for the people beside the track. */
@Injectable()
export class DeviceStatusService {
  constructor(
    private readonly registry: DecoderRegistry,
    private readonly decodersService: DecodersService,
    private readonly alarms: Alarms,
    private readonly ingest: IngestService,
    private readonly storage: StorageWatch,
    private readonly host: HostMetrics,
    private readonly clockSteps: HostClockSteps,
    private readonly internet: InternetProbe,
    @Inject(TrackTime) private readonly hostClock: HostClock,
  ) {}

  statusFor(deviceId: string): DeviceStatusAnswer {
    const { pending, trouble } = this.ingest.state();
    const { cpu, memory, disk } = this.host.latest();
    const diskUsagePercent = usagePercent(disk);
    const memoryUsagePercent = usagePercent(memory);
    const decoders = this.decoders();
    const { status, reasons } = conditionOf({
      storage: this.storage.trouble() ?? trouble,
      waitingPassings: pending,
      decoders,
      notices: this.notices(),
      diskUsagePercent,
      memoryUsagePercent,
      temperatureC: cpu.temperatureC,
    });
    return {
      device_id: deviceId,
      status,
      uptime_seconds: Math.floor(process.uptime()),
      version: VERSION,
      hardware: {
        cpu_usage: cpu.usagePercent ?? null,
        memory_usage: memoryUsagePercent ?? null,
        disk_usage: diskUsagePercent ?? null,
        temperature: cpu.temperatureC ?? null,
      },
      connectivity: { internet: this.internet.state(), cloud_sync: 'disabled', last_sync: null },
      decoders: {
        total: decoders.length,
        active: decoders.filter(({ isActive }) => isActive).length,
        connected: decoders.filter(({ isConnected }) => isConnected).length,
      },
      reasons,
    };
  }

  private notices(): string[] {
    const decoders = this.registry.all().map((each) => {
      const { decoderId, address } = each.decoder;
      const { link, lastPassingAtMs } = each.state();
      return {
        decoderId,
        loopId: address.loopId,
        isConnected: link === 'connected',
        lastPassingAtMs,
        missing: missingOf(this.decodersService.completeness(decoderId)),
        alarms: this.alarms.of(decoderId),
      };
    });
    const { trouble } = this.clockSteps;
    return [
      ...(trouble === undefined ? [] : [trouble]),
      ...trackNotices(decoders, this.hostClock.nowUs() / 1000),
    ];
  }

  private decoders(): DecoderHealth[] {
    const nowMs = this.hostClock.nowUs() / 1000;
    return this.registry
      .all()
      .map((each) => decoderHealth(each.decoder.decoderId, each.state(), each, nowMs));
  }
}

function missingOf({
  state,
  summary,
  missing_ranges: ranges,
}: CompletenessView): PassingsOfDecoder['missing'] {
  if (state !== 'missing') return undefined;
  return { summary, sinceMs: Math.max(...ranges.map(({ since }) => since)) };
}
