import { Header } from '@nestjs/common';

/**
 * For answers that show a secret: never packed, by us or by a proxy. The length of what is packed tells of a secret where
 * others may choose what stands beside it (BREACH).
 */
export const ShowsSecret = (): MethodDecorator => Header('Cache-Control', 'no-store, no-transform');
