import { createParamDecorator, Injectable, type PipeTransform } from '@nestjs/common';
import { GatewayConfig } from '../../../platform/config/gateway-config.js';

/** A box has one site, whoever asks: none of its routes takes a name. */
@Injectable()
class OwnSite implements PipeTransform<undefined, string> {
  constructor(private readonly config: GatewayConfig) {}

  transform(): string {
    return this.config.site;
  }
}

const OfRequest = createParamDecorator(() => undefined);

/** The name of the site that a request reads. */
export const Site = (): ParameterDecorator => OfRequest(OwnSite);
