import { expect, test } from '@jest/globals';
import { narratorFromEnvironment } from '../../src/narrative/from-environment.ts';

test('without a model there is no narrator', () => {
  expect(narratorFromEnvironment({ NARRATIVE_API_KEY: 'k', OPENAI_API_KEY: 'k' })).toBeNull();
  expect(narratorFromEnvironment({ NARRATIVE_MODEL: '' })).toBeNull();
});

test('what is not said has a default', () => {
  const narrator = narratorFromEnvironment({ NARRATIVE_MODEL: 'm', OPENAI_API_KEY: 'k' });
  expect(narrator).toMatchObject({
    model: 'm',
    budget: { tokens: 2_000_000, dollars: null },
    settings: { baseUrl: 'https://api.openai.com/v1', apiKey: 'k', timeout: 90 },
  });
});

test.each([
  [{}, /NARRATIVE_API_KEY must be set/],
  [{ NARRATIVE_API_KEY: 'k', NARRATIVE_BASE_URL: 'file:///etc/passwd' }, /NARRATIVE_BASE_URL/],
  [{ NARRATIVE_API_KEY: 'k', NARRATIVE_BASE_URL: 'localhost' }, /NARRATIVE_BASE_URL/],
  [{ NARRATIVE_API_KEY: 'k', NARRATIVE_TIMEOUT: 'soon' }, /NARRATIVE_TIMEOUT must be a number/],
  [{ NARRATIVE_API_KEY: 'k', NARRATIVE_MONTHLY_DOLLARS: '5' }, /NARRATIVE_INPUT_PRICE/],
])('%j is refused', (environment, message) => {
  expect(() => narratorFromEnvironment({ NARRATIVE_MODEL: 'm', ...environment })).toThrow(message);
});
