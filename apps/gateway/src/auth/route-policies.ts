import { Injectable, type OnModuleInit, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { policyOf, type RoutePolicy } from './access.decorator.js';

export interface DeclaredRoute {
  /** `Controller.method`. */
  readonly name: string;
  readonly method: string;
  /** Without the prefix of the API: `/decoders/:id`. */
  readonly path: string;
  readonly policy: RoutePolicy | undefined;
}

/** Every route with who may call it. An application that has one which says nothing is not started. */
@Injectable()
export class RoutePolicies implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const open = this.routes().filter(({ policy }) => policy === undefined);
    if (open.length > 0) {
      const names = open.map(({ name }) => name).join(', ');
      throw new Error(`These routes say nothing about who may call them: ${names}. Add @Access or @Public.`);
    }
  }

  routes(): DeclaredRoute[] {
    return this.discovery.getControllers().flatMap(({ metatype }) => {
      if (typeof metatype !== 'function') return [];
      const prototype = metatype.prototype as Record<string, (...input: unknown[]) => unknown>;
      return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
        const handler = prototype[name];
        const method = handler && this.reflector.get<RequestMethod | undefined>(METHOD_METADATA, handler);
        if (handler === undefined || method === undefined) return [];
        const parts = [metatype, handler].map((each) => this.reflector.get<string>(PATH_METADATA, each));
        return [
          {
            name: `${metatype.name}.${name}`,
            method: RequestMethod[method],
            path: `/${parts
              .flatMap((part) => part.split('/'))
              .filter((part) => part !== '')
              .join('/')}`,
            policy: policyOf(this.reflector, handler, metatype),
          },
        ];
      });
    });
  }
}
