import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import nock from 'nock';

/**
 * Lets nock answer all requests of a test file, each exactly once. nock changes Node itself, which
 * the files that run after this one in the same process would feel: it is undone at the end.
 */
export function useNock(): void {
  beforeAll(() => {
    if (!nock.isActive()) nock.activate();
    nock.disableNetConnect();
  });
  afterEach(() => {
    const pending = nock.pendingMocks();
    nock.cleanAll();
    expect(pending).toEqual([]);
  });
  afterAll(() => {
    nock.enableNetConnect();
    nock.restore();
  });
}
