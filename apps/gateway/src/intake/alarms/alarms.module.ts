import { Module } from '@nestjs/common';
import { DecoderModule } from '#decoder';
import { Alarms } from './alarms.js';

@Module({ imports: [DecoderModule], providers: [Alarms], exports: [Alarms] })
export class AlarmsModule {}
