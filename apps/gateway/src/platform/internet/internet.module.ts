import { Module } from '@nestjs/common';
import { InternetProbe } from './internet-probe.js';
import { TcpInternetProbe } from './tcp-internet.probe.js';

@Module({
  providers: [{ provide: InternetProbe, useClass: TcpInternetProbe }],
  exports: [InternetProbe],
})
export class InternetModule {}
