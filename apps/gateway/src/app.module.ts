import { type DynamicModule, Module } from '@nestjs/common';
import { AdminModule } from './access/admin/admin.module.js';
import { AuditModule } from './access/audit/audit.module.js';
import { AuthModule } from './access/auth/auth.module.js';
import { ClockModule } from './platform/clock/clock.module.js';
import { CommandsModule } from './api/commands/commands.module.js';
import { ConfigModule } from './platform/config/config.module.js';
import type { GatewayConfig } from './platform/config/gateway-config.js';
import { DashboardModule } from './api/dashboard/dashboard.module.js';
import { DecodersModule } from './api/decoders/decoders.module.js';
import { DeviceStatusModule } from './api/device-status/device-status.module.js';
import { FeedModule } from './api/feed/feed.module.js';
import { HealthModule } from './api/health/health.module.js';
import { IngestModule } from './intake/ingest/ingest.module.js';
import { LicensingModule } from './access/license/licensing.module.js';
import { MetricsModule } from './api/metrics/metrics.module.js';
import { PassingsModule } from './api/passings/passings.module.js';
import { ProblemsModule } from './platform/problems/problems.module.js';
import { RelayModule } from './api/relay/relay.module.js';
import { SeedingModule } from './access/seeding/seeding.module.js';
import { RetentionModule } from './intake/retention/retention.module.js';
import { StorageModule } from './platform/storage/storage.module.js';
import { SystemMetricsModule } from './api/system-metrics/system-metrics.module.js';
import { WebhooksModule } from './api/webhooks/webhooks.module.js';
import { ValidationModule } from './platform/validation/validation.module.js';

/** The table of contents of the gateway. */
@Module({
  imports: [
    ProblemsModule,
    ValidationModule,
    ClockModule,
    AuditModule,
    AuthModule,
    AdminModule,
    LicensingModule,
    SeedingModule,
    StorageModule,
    IngestModule,
    DecodersModule,
    CommandsModule,
    PassingsModule,
    FeedModule,
    WebhooksModule,
    RelayModule,
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
