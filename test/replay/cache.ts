import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What initdb makes is kept from one run of the tests to the next. */
export const testCache = join(tmpdir(), 'db-review-tests');
