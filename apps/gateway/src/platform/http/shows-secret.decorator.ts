import { Header } from '@nestjs/common';

/**
 * Marks an answer that shows a secret: neither the gateway nor a proxy packs it. The length of a packed answer tells of a
 * secret where others may choose the text beside it (BREACH).
 */
export const ShowsSecret = (): MethodDecorator => Header('Cache-Control', 'no-store, no-transform');
