import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../auth/access.decorator.js';
import { CLOSED_POLICY } from '../http/closed-policy.js';
import { TakesAnything } from '../validation/stray-input.js';
import { PAGE, SCRIPT, STYLE } from './page.js';

const POLICY = `${CLOSED_POLICY}; script-src 'self'; style-src 'self'; connect-src 'self'`;

/** A page for people: who is on the track, what the decoders do. It asks the API with the key that is typed in. */
@ApiExcludeController()
@Public()
@TakesAnything()
@Controller()
export class DashboardController {
  @Get('/')
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', POLICY)
  page(): string {
    return PAGE;
  }

  @Get('dashboard.css')
  @Header('Content-Type', 'text/css; charset=utf-8')
  style(): string {
    return STYLE;
  }

  @Get('dashboard.js')
  @Header('Content-Type', 'text/javascript; charset=utf-8')
  script(): string {
    return SCRIPT;
  }
}
