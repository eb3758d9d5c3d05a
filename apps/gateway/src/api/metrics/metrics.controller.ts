import { Controller, Get, Header, NotFoundException, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request } from 'express';
import { Public } from '../../access/auth/guard/access.decorator.js';
import { GatewayConfig } from '../../platform/config/gateway-config.js';
import { TakesAnything } from '../../platform/validation/stray-input.js';
import { mayScrape } from './may-scrape.js';
import { MetricsService } from './metrics.service.js';

/** Figures for Prometheus; no part of the API. A client that may not read them gets 404. */
@ApiExcludeController()
@Public()
@TakesAnything()
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly figures: MetricsService,
    private readonly config: GatewayConfig,
  ) {}

  @Get()
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  metrics(@Req() { socket, headers }: Request): Promise<string> {
    if (!mayScrape(this.config.metrics, socket.remoteAddress, headers)) throw new NotFoundException();
    return this.figures.text();
  }
}
