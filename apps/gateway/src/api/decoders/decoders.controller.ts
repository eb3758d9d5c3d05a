import { Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Access } from '../../access/auth/guard/access.decorator.js';
import { ForceInput } from '../../access/license/license.input.js';
import { WOULD_STOP_TIMING } from '../../access/license/would-stop-timing.js';
import { Criteria } from '../../platform/validation/criteria.pipe.js';
import { ApiCriteria } from '../../platform/validation/fields.js';
import { ApiDecoderBodyProblems, ApiDecoderId, ApiDecoderProblems } from './api-decoder.decorators.js';
import { CompletenessView } from './completeness-view.js';
import { DECODER_PROBLEMS, MOST_DECODERS } from './decoder-problems.js';
import { DecoderRemovedView, DecodersView, DecoderView } from './decoder-view.js';
import { DecodersService } from './decoders.service.js';
import {
  changedDecoderExamples,
  DecoderChangeInput,
  DecoderInput,
  newDecoderExamples,
} from './decoder-input.js';
import { TAGS } from '../../platform/openapi/tags.js';

const Reading = (): MethodDecorator => Access({ credentials: ['api-key', 'login'], scope: 'passings:read' });
const Changing = (): MethodDecorator => Access({ credentials: ['api-key', 'login'], scope: 'admin' });

@ApiTags(TAGS.DECODERS.name)
@Controller('decoders')
export class DecodersController {
  constructor(private readonly decoders: DecodersService) {}

  @Get()
  @Reading()
  @ApiOperation({
    summary: 'Every decoder with its live state',
    description: 'All decoders that are configured, whether they are connected or not.',
  })
  @ApiOkResponse({ type: DecodersView, description: 'The decoders, in the order of the configuration.' })
  listDecoders(): DecodersView {
    const decoders = this.decoders.list();
    return { success: true, decoders, count: decoders.length };
  }

  @Get(':id')
  @Reading()
  @ApiOperation({
    summary: 'One decoder with its live state',
    description: 'Its link, what was read from it, and what it last told of itself.',
  })
  @ApiDecoderId('velodrome')
  @ApiOkResponse({ type: DecoderView, description: 'The decoder.' })
  @ApiDecoderProblems('unknown')
  getDecoder(@Param('id') id: string): DecoderView {
    return this.decoders.get(id);
  }

  @Get(':id/completeness')
  @Reading()
  @ApiOperation({
    summary: 'Whether every passing of a decoder is kept',
    description:
      'Decoders number their passings, so what is missing is known by its number. Each is asked for as soon as it is ' +
      'found missing, and after each connect.',
  })
  @ApiDecoderId('velodrome')
  @ApiOkResponse({ type: CompletenessView, description: 'What is kept, what is missing, and since when.' })
  @ApiDecoderProblems('unknown')
  getDecoderCompleteness(@Param('id') id: string): CompletenessView {
    return this.decoders.completeness(id);
  }

  @Post()
  @Changing()
  @ApiOperation({
    summary: 'Add a decoder',
    description:
      'It is connected at once, as far as the licence allows, and is there after a restart. Where there are ' +
      `${MOST_DECODERS} already, the answer is 409 with the reason \`${DECODER_PROBLEMS.tooMany.reason}\`; ` +
      `in a demo that nobody asked for it is 409 with \`${DECODER_PROBLEMS.demoRuns.reason}\`.`,
  })
  @ApiBody({ type: DecoderInput, examples: newDecoderExamples })
  @ApiCreatedResponse({ type: DecoderView, description: 'The decoder as it is now: about to be connected.' })
  @ApiDecoderProblems('exists')
  @ApiDecoderBodyProblems()
  addDecoder(@Criteria() decoder: DecoderInput): Promise<DecoderView> {
    return this.decoders.add(decoder);
  }

  @Patch(':id')
  @Changing()
  @ApiOperation({
    summary: 'Give a decoder another URL',
    description:
      'Its link is closed and opened anew, unless the URL says the same as before. Where a running decoder would stop by ' +
      `that, as no licence allows the link, the answer is 409 with \`${WOULD_STOP_TIMING.reason}\`, unless \`force\` is true.`,
  })
  @ApiDecoderId('finish')
  @ApiCriteria(ForceInput)
  @ApiBody({ type: DecoderChangeInput, examples: changedDecoderExamples })
  @ApiOkResponse({ type: DecoderView, description: 'The decoder as it is now: about to be connected.' })
  @ApiDecoderProblems('unknown', 'configuredByEnvironment')
  @ApiDecoderBodyProblems()
  changeDecoder(@Param('id') id: string, @Criteria() change: DecoderChangeInput): Promise<DecoderView> {
    return this.decoders.change(id, change);
  }

  @Delete(':id')
  @Changing()
  @ApiOperation({ summary: 'Remove a decoder', description: 'Its link is closed. Its passings stay.' })
  @ApiDecoderId('finish')
  @ApiOkResponse({ type: DecoderRemovedView, description: 'Removed.' })
  @ApiDecoderProblems('unknown', 'configuredByEnvironment')
  removeDecoder(@Param('id') id: string): Promise<DecoderRemovedView> {
    return this.decoders.remove(id);
  }
}
