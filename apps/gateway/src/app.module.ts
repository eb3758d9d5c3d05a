import { type DynamicModule, Module } from '@nestjs/common';
import { AdminModule } from './admin/admin.module.js';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import { ClockModule } from './clock/clock.module.js';
import { CommandsModule } from './commands/commands.module.js';
import { ConfigModule } from './config/config.module.js';
import type { GatewayConfig } from './config/gateway-config.js';
import { DashboardModule } from './dashboard/dashboard.module.js';
import { DecodersModule } from './decoders/decoders.module.js';
import { DeviceStatusModule } from './device-status/device-status.module.js';
import { HealthModule } from './health/health.module.js';
import { IngestModule } from './ingest/ingest.module.js';
import { LicensingModule } from './license/licensing.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { PassingsModule } from './passings/passings.module.js';
import { ProblemsModule } from './problems/problems.module.js';
import { RetentionModule } from './retention/retention.module.js';
import { StorageModule } from './storage/storage.module.js';
import { SystemMetricsModule } from './system-metrics/system-metrics.module.js';
import { ValidationModule } from './validation/validation.module.js';

/** The table of contents. */
@Module({
  imports: [
    ProblemsModule,
    ValidationModule,
    ClockModule,
    AuditModule,
    AuthModule,
    AdminModule,
    LicensingModule,
    StorageModule,
    IngestModule,
    DecodersModule,
    CommandsModule,
    PassingsModule,
    DeviceStatusModule,
    SystemMetricsModule,
    HealthModule,
    MetricsModule,
    RetentionModule,
    DashboardModule,
  ],
})
export class AppModule {
  static with(config: GatewayConfig, storeUrl: string): DynamicModule {
    return { module: AppModule, imports: [ConfigModule.with(config, storeUrl)] };
  }
}
