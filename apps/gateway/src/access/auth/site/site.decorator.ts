import { createParamDecorator, Injectable, type PipeTransform } from '@nestjs/common';
import { GatewayConfig } from '../../../platform/config/gateway-config.js';

/** Returns the one site of a box for every caller: none of its routes takes a name. */
@Injectable()
class OwnSite implements PipeTransform<undefined, string> {
  constructor(private readonly config: GatewayConfig) {}

  transform(): string {
    return this.config.site;
  }
}

const OfRequest = createParamDecorator(() => undefined);

/** Passes the name of the site that a request reads. */
export const Site = (): ParameterDecorator => OfRequest(OwnSite);
