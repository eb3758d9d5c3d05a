import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { PassingsRepository } from '#passings';
import { Public } from '../../apps/gateway/src/access/auth/guard/access.decorator.js';
import { TakesAnything } from '../../apps/gateway/src/platform/validation/stray-input.js';
import { type PassingRow, passingRow } from './passing-row.js';

const DAY_US = 24 * 3_600_000_000;

/** The least work of a route for the last hundred passings: reads them and returns them. */
@Public()
@TakesAnything()
@ApiExcludeController()
@Controller('bare')
export class BarePassingsController {
  constructor(private readonly repository: PassingsRepository) {}

  @Post('passings')
  @HttpCode(200)
  async last(@Body() { limit }: { readonly limit: number }): Promise<readonly PassingRow[]> {
    const untilUs = Date.now() * 1000;
    const window = { fromUs: untilUs - DAY_US, untilUs };
    const page = await this.repository.find({ window, order: 'desc', limit });
    return page.passings().map(passingRow);
  }
}
