import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { StrayInputInterceptor } from './stray-input.js';

@Module({ providers: [{ provide: APP_INTERCEPTOR, useClass: StrayInputInterceptor }] })
export class ValidationModule {}
