import { Module } from '@nestjs/common';
import { AlwaysGranted } from './always-granted.js';
import { Features } from './features.js';

@Module({ providers: [{ provide: Features, useClass: AlwaysGranted }], exports: [Features] })
export class LicenseModule {}
