import { Injectable, type OnModuleInit, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { policyOf, type RoutePolicy } from './access.decorator.js';

export interface DeclaredRoute {
  /** `Controller.method`. */
  readonly name: string;
  readonly method: string;
  /** Path without the prefix of the API: `/decoders/:id`. */
  readonly path: string;
  readonly policy: RoutePolicy | undefined;
}

/** Lists every route with its policy. An application with a route that declares none does not start. */
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
    return this.discovery.getControllers().flatMap(({ instance }) => this.routesOf(instance as object));
  }

  private routesOf(controller: object): DeclaredRoute[] {
    const { constructor } = controller;
    const names = this.scanner.getAllMethodNames(Object.getPrototypeOf(controller) as object);
    return names.flatMap((name) => {
      const handler = Reflect.get(controller, name) as () => unknown;
      const method = this.reflector.get<RequestMethod | undefined>(METHOD_METADATA, handler);
      if (method === undefined) return [];
      const parts = [constructor, handler].map((each) => this.reflector.get<string>(PATH_METADATA, each));
      return [
        {
          name: `${constructor.name}.${name}`,
          method: RequestMethod[method],
          path: `/${parts
            .flatMap((part) => part.split('/'))
            .filter((part) => part !== '')
            .join('/')}`,
          policy: policyOf(this.reflector, handler, constructor),
        },
      ];
    });
  }
}
