import { Controller, Get, Header, UseInterceptors } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../../access/auth/guard/access.decorator.js';
import { CLOSED_POLICY } from '../../platform/http/closed-policy.js';
import { sourceOf } from '../../platform/openapi/page-policy.js';
import { TakesAnything } from '../../platform/validation/stray-input.js';
import { page, SCRIPT } from './page.js';
import { STYLE } from './style.js';
import { TaggingInterceptor } from '../../platform/http/tagged.decorator.js';

const PAGE = page();
const POLICY = `${CLOSED_POLICY}; script-src ${sourceOf(SCRIPT)}; style-src ${sourceOf(STYLE)}; connect-src 'self'`;

/** A page for people: riders on the track, state of the decoders. It asks the API with the key that is typed in. */
@ApiExcludeController()
@Public()
@TakesAnything()
@Controller()
export class DashboardController {
  @Get('/')
  @UseInterceptors(TaggingInterceptor)
  @Header('Cache-Control', 'no-cache')
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', POLICY)
  page(): string {
    return PAGE;
  }
}
