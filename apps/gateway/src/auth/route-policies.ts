import { Injectable, type OnModuleInit, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { ROUTE_POLICY } from './access.decorator.js';

/** Refuses to start an application that has a route without a policy, and names it. */
@Injectable()
export class RoutePolicies implements OnModuleInit {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    const open = this.discovery.getControllers().flatMap(({ metatype }) => {
      if (typeof metatype !== 'function') return [];
      const prototype = metatype.prototype as Record<string, (...input: unknown[]) => unknown>;
      return this.scanner.getAllMethodNames(prototype).flatMap((name) => {
        const handler = prototype[name];
        if (handler === undefined) return [];
        const method = this.reflector.get<RequestMethod | undefined>(METHOD_METADATA, handler);
        if (method === undefined) return [];
        const policy = this.reflector.getAllAndOverride<unknown>(ROUTE_POLICY, [handler, metatype]);
        return policy === undefined ? [`${metatype.name}.${name}`] : [];
      });
    });
    if (open.length > 0) {
      throw new Error(
        `These routes say nothing about who may call them: ${open.join(', ')}. Add @Access or @Public.`,
      );
    }
  }
}
