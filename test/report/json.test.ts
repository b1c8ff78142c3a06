import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { reviewSchemaText } from '../../scripts/review-schema.ts';
import { renderJson } from '../../src/report/json.ts';
import { dropColumn, reviewOf, reviews } from './reviews.ts';

const published = readFileSync(new URL('../../docs/review.schema.json', import.meta.url), 'utf8');
const validate = new Ajv().compile(JSON.parse(published) as object);

test('the published schema is the generated one', async () => {
  expect(published).toBe(await reviewSchemaText());
});

test.each(Object.entries(reviews))('%s is valid by the published schema', (_, review) => {
  validate(JSON.parse(renderJson(review)));
  expect(validate.errors).toBeNull();
});

test('the schema refuses what the contract does not say', () => {
  const json = JSON.parse(renderJson(reviewOf([dropColumn]))) as Record<string, unknown>;
  expect(validate({ ...json, verdict: 'maybe' })).toBe(false);
  expect(validate({ ...json, more: 1 })).toBe(false);
  expect(validate({ ...json, findings: [{ check: 'drop-column' }] })).toBe(false);
});

test('fields stand in the order of the contract', () => {
  const json = JSON.parse(renderJson(reviewOf([dropColumn]))) as { findings: object[] };
  expect(Object.keys(json).join()).toBe(
    'version,verdict,base,head,findings,changes,replay,skipped,statistics',
  );
  expect(Object.keys(json.findings[0]!).join()).toBe(
    'check,category,severity,title,path,line,endLine,column,endColumn,message,why,todo,' +
      'fingerprint,sources,evidence,fix,ignored,accepted',
  );
});
