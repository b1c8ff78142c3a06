import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPgliteEngine } from '../../src/replay/pglite/engine.ts';

/** The engine of the tests; what initdb makes is kept from one run to the next. */
export const engine = createPgliteEngine({ cache: join(tmpdir(), 'db-review-tests') });
