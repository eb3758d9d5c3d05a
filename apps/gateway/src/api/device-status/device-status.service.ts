import { Inject, Injectable } from '@nestjs/common';
import type { HostClock } from '#decoder';
import { TrackTime } from '../../platform/clock/track-time.js';
import { Alarms } from '../../intake/alarms/alarms.js';
import { VERSION } from '#environment';
import type { CompletenessView } from '../decoders/completeness-view.js';
import { DecoderWarnings } from '../../intake/decoders/decoder-warnings.js';
import { DecoderRegistry } from '../../intake/decoders/decoder-registry.js';
import { DecodersService } from '../decoders/decoders.service.js';
import { HostClockSteps } from '../../intake/decoders/host-clock-steps.js';
import { HostMetrics } from '../../platform/host/host-metrics.js';
import { usagePercent } from '../../platform/host/usage.js';
import { IngestService } from '../../intake/ingest/ingest.service.js';
import { InternetProbe } from '../../platform/internet/internet-probe.js';
import { LogOutputs } from '../../platform/log/log-outputs.js';
import type { OutputState } from '../../platform/log/minded-output.js';
import { RetentionService } from '../../intake/retention/retention.service.js';
import type { StorageTrouble } from '../../platform/storage/storage-trouble.js';
import { StorageWatch } from '../../platform/storage/storage-watch.js';
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
    private readonly warnings: DecoderWarnings,
    private readonly ingest: IngestService,
    private readonly storage: StorageWatch,
    private readonly host: HostMetrics,
    private readonly clockSteps: HostClockSteps,
    private readonly internet: InternetProbe,
    private readonly retention: RetentionService,
    private readonly outputs: LogOutputs,
    @Inject(TrackTime) private readonly hostClock: HostClock,
  ) {}

  statusFor(deviceId: string): DeviceStatusAnswer {
    const { pending, trouble } = this.ingest.state();
    const { cpu, memory, disk } = this.host.latest();
    const diskUsagePercent = usagePercent(disk);
    const memoryUsagePercent = usagePercent(memory);
    const storage = this.storage.trouble() ?? trouble;
    const decoders = this.decoders(storage);
    const { status, reasons } = conditionOf({
      storage,
      waitingPassings: pending,
      decoders,
      notices: [
        ...this.storageNotices(),
        ...this.notices(),
        ...this.retentionNotices(),
        ...outputNotices(this.outputs.states()),
      ],
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
      const { link, notReadSinceMs, lastPassingAtMs } = each.state();
      return {
        decoderId,
        loopId: address.loopId,
        isConnected: link === 'connected' && notReadSinceMs === undefined,
        lastPassingAtMs,
        missing: missingOf(this.decodersService.completeness(decoderId)),
        alarms: this.alarms.of(decoderId),
      };
    });
    const doubled = this.warnings.current().map(({ sentence }) => sentence);
    const { trouble } = this.clockSteps;
    return [
      ...(trouble === undefined ? [] : [trouble]),
      ...doubled,
      ...trackNotices(decoders, this.hostClock.nowUs() / 1000),
    ];
  }

  private storageNotices(): string[] {
    const unconfirmed = this.storage.unconfirmed();
    return unconfirmed === undefined ? [] : [unconfirmed];
  }

  private retentionNotices(): string[] {
    const { waits } = this.retention.facts();
    return waits === undefined ? [] : [waits];
  }

  private decoders(storage: StorageTrouble | undefined): DecoderHealth[] {
    const nowMs = this.hostClock.nowUs() / 1000;
    return this.registry.all().map((each) => {
      const { licenseTrouble, recordingTrouble, clockTrouble, questionTrouble } = each;
      const { phrase: linkPhrase } = each.standing(storage);
      const unheardTrouble = each.unheardTrouble(nowMs);
      const troubles = {
        licenseTrouble,
        recordingTrouble,
        linkPhrase,
        clockTrouble,
        questionTrouble,
        unheardTrouble,
      };
      const isSilentWhenIdle = each.protocol.isSilentWhenIdle === true;
      return decoderHealth(each.decoder.decoderId, each.state(), troubles, isSilentWhenIdle, nowMs);
    });
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

/** Tells for each output that cannot be written which lines are lost, and that passings are kept all the same. */
function outputNotices(outputs: readonly OutputState[]): string[] {
  return outputs.flatMap(({ name, trouble, lostLines }) =>
    trouble === undefined
      ? []
      : [
          `The log cannot be written to ${name}, because ${trouble}: ${lostLines.toLocaleString('en')} lines are lost so ` +
            'far. Passings are timed and kept all the same.',
        ],
  );
}
