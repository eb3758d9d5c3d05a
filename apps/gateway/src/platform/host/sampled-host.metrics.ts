import { uptime } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { RepeatedTask } from '../clock/repeated-task.js';
import { GatewayConfig } from '../config/gateway-config.js';
import { type CpuTime, cpuUsagePercent } from './usage.js';
import { HostMetrics, type HostSample } from './host-metrics.js';
import {
  readDisk,
  readLoadAverage,
  readMemory,
  readNetwork,
  readProcessors,
  readTemperatureC,
} from './read-host.js';
import { Reading } from './reading.js';
import { cachedReading } from './cached-reading.js';

const PERIOD_MS = 15_000;
const READ_TIMEOUT_MS = 2000;
/** Span of the first load, which is measured between two moments. */
const FIRST_SPAN_MS = 100;

/** Measures the host every few seconds, beginning before the first request. */
@Injectable()
export class SampledHostMetrics extends HostMetrics implements OnModuleInit, OnApplicationShutdown {
  private readonly sampling = new RepeatedTask(() => this.sample(), PERIOD_MS);
  private readonly processors = new Reading('the processor load', readProcessors, READ_TIMEOUT_MS);
  private readonly temperature = new Reading(
    'the temperature',
    cachedReading(readTemperatureC),
    READ_TIMEOUT_MS,
  );
  private readonly memory = new Reading('the memory', readMemory, READ_TIMEOUT_MS);
  private readonly disk: Reading<HostSample['disk']>;
  private readonly network = new Reading('the network', readNetwork, READ_TIMEOUT_MS);
  private cpuTime: CpuTime | undefined;
  private last: HostSample | undefined;

  constructor(
    { dataDir }: GatewayConfig,
    private readonly clock: Clock,
  ) {
    super();
    this.disk = new Reading('the disk', () => readDisk(dataDir), READ_TIMEOUT_MS);
  }

  async onModuleInit(): Promise<void> {
    this.cpuTime = (await this.processors.take())?.time;
    await delay(FIRST_SPAN_MS);
    await this.sampling.start();
  }

  onApplicationShutdown(): void {
    this.sampling.stop();
  }

  override latest(): HostSample {
    if (this.last === undefined) throw new Error('the host was asked for before the application was ready');
    return this.last;
  }

  private async sample(): Promise<void> {
    const [processors, temperatureC, memory, disk, network] = await Promise.all([
      this.processors.take(),
      this.temperature.take(),
      this.memory.take(),
      this.disk.take(),
      this.network.take(),
    ]);
    this.last = {
      takenAtMs: this.clock.nowMs(),
      uptimeS: Math.floor(uptime()),
      cpu: {
        usagePercent: processors === undefined ? undefined : cpuUsagePercent(this.cpuTime, processors.time),
        cores: processors?.cores,
        loadAverage: readLoadAverage(),
        temperatureC,
      },
      memory,
      disk,
      network,
    };
    this.cpuTime = processors?.time;
  }
}
