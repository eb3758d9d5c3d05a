import { Controller, Get, Module, Post, type Type } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { CurrentCall } from '../../audit/current-call.js';
import { Access, Public } from './access.decorator.js';
import { KnownNames } from '../changes/known-names.js';
import { RoutePolicies } from './route-policies.js';

@Controller('a')
class Settled {
  @Public()
  @Get('open')
  open(): string {
    return this.notARoute();
  }

  @Access({ credentials: ['api-key'], scope: 'admin' })
  @Post('/closed/:id/')
  closed(): string {
    return this.notARoute();
  }

  notARoute(): string {
    return '';
  }
}

@Public()
@Controller()
class OpenAsAWhole {
  @Get()
  page(): string {
    return '';
  }

  @Access({ credentials: ['device'] })
  @Get('but-this')
  closed(): string {
    return '';
  }
}

@Controller('b')
class Forgotten {
  @Get()
  list(): string {
    return 'whoever asks';
  }

  @Get('more')
  more(): string {
    return 'whoever asks';
  }
}

describe(RoutePolicies.name, () => {
  const noNames = { provide: KnownNames, useValue: {} };
  const start = async (...controllers: Type[]): Promise<RoutePolicies> => {
    @Module({ imports: [DiscoveryModule], controllers, providers: [RoutePolicies, noNames, CurrentCall] })
    class Some {}
    const module = await Test.createTestingModule({ imports: [Some] }).compile();
    await module.init();
    await module.close();
    return module.get(RoutePolicies);
  };

  it('knows of every route who may call it', async () => {
    const policies = await start(Settled, OpenAsAWhole);
    expect(policies.routes()).toEqual([
      { name: 'Settled.open', method: 'GET', path: '/a/open', policy: 'public' },
      {
        name: 'Settled.closed',
        method: 'POST',
        path: '/a/closed/:id',
        policy: { credentials: ['api-key'], scope: 'admin' },
      },
      { name: 'OpenAsAWhole.page', method: 'GET', path: '/', policy: 'public' },
      { name: 'OpenAsAWhole.closed', method: 'GET', path: '/but-this', policy: { credentials: ['device'] } },
    ]);
  });

  it('does not let an application start that has a route without, and names each', async () => {
    await expect(start(Settled, Forgotten)).rejects.toThrow(
      'These routes say nothing about who may call them: Forgotten.list, Forgotten.more. Add @Access or @Public.',
    );
  });
});
