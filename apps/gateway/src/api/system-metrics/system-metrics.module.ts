import { Module } from '@nestjs/common';
import { HostModule } from '../../platform/host/host.module.js';
import { SystemMetricsController } from './system-metrics.controller.js';

@Module({ imports: [HostModule], controllers: [SystemMetricsController] })
export class SystemMetricsModule {}
