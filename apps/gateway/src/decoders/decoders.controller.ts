import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { Access } from '../auth/access.decorator.js';
import { ApiProblem } from '../openapi/api-problem.decorator.js';
import { DecodersView, DecoderView } from './decoder-view.js';
import { DecodersService } from './decoders.service.js';

@ApiTags('decoders')
@Access({ credentials: ['api-key'], scope: 'passings:read' })
@Controller('decoders')
export class DecodersController {
  constructor(private readonly decoders: DecodersService) {}

  @Get()
  @ApiOperation({
    summary: 'Every decoder with its live state',
    description: 'All decoders that are configured, whether they are connected or not.',
  })
  @ApiOkResponse({ type: DecodersView, description: 'The decoders, in the order of the configuration.' })
  list(): DecodersView {
    const decoders = this.decoders.list();
    return { success: true, decoders, count: decoders.length };
  }

  @Get(':id')
  @ApiOperation({
    summary: 'One decoder with its live state',
    description: 'Its link, what was read from it, and what it last told of itself.',
  })
  @ApiParam({
    name: 'id',
    description: 'The configured name of the decoder.',
    schema: { type: 'string', maxLength: 64, example: 'velodrome' },
  })
  @ApiOkResponse({ type: DecoderView, description: 'The decoder.' })
  @ApiProblem(404, 'decoder.unknown', 'There is no decoder of this id.')
  get(@Param('id') id: string): DecoderView {
    return this.decoders.get(id);
  }
}
