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
  @ApiOperation({ summary: 'Every decoder with its live state' })
  @ApiOkResponse({ type: DecodersView })
  list(): DecodersView {
    const decoders = this.decoders.list();
    return { success: true, decoders, count: decoders.length };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One decoder with its live state' })
  @ApiParam({ name: 'id', example: 'velodrome', schema: { type: 'string', maxLength: 64 } })
  @ApiOkResponse({ type: DecoderView })
  @ApiProblem(404, 'decoder.unknown', 'There is no decoder of this id.')
  get(@Param('id') id: string): DecoderView {
    return this.decoders.get(id);
  }
}
