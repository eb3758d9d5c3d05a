import { Module } from '@nestjs/common';
import { HostMetrics } from './host-metrics.js';
import { SampledHostMetrics } from './sampled-host.metrics.js';

@Module({
  providers: [{ provide: HostMetrics, useClass: SampledHostMetrics }],
  exports: [HostMetrics],
})
export class HostModule {}
