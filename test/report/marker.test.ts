import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isOurs, markerLine, readState } from '../../src/report/marker.ts';

const head = 'a1b2c3d4e5f60718293a4b5c6d7e8f9001122334';
const fingerprint = fc.stringMatching(/^[0-9a-f]{16}$/);

test('a state is read back as it was written', () => {
  fc.assert(
    fc.property(fc.array(fingerprint, { maxLength: 300 }), (findings) => {
      const body = `### Database review\n\n${markerLine({ head, findings, fixes: 2 })}\r\n`;
      expect(isOurs(body)).toBe(true);
      expect(readState(body)).toEqual({ head, findings, fixes: 2 });
    }),
  );
});

test('with very many findings the marker stays short and remembers none', () => {
  const body = markerLine({
    head,
    findings: Array.from({ length: 301 }, () => 'a'.repeat(16)),
    fixes: 0,
  });
  expect(isOurs(body)).toBe(true);
  expect(readState(body)).toBeNull();
});

test('a marker counts on the last line only, and its state only when it is well-formed', () => {
  const line = markerLine({ head, findings: [], fixes: 0 });
  expect(isOurs(`${line}\nmore`)).toBe(false);
  expect(isOurs(`text ${line}`)).toBe(false);
  for (const value of [null, [], { head: 'main', findings: [] }, { head, findings: ['<img>'] }]) {
    const encoded = Buffer.from(JSON.stringify(value)).toString('base64url');
    expect(readState(`<!-- db-review:summary v1 ${encoded} -->`)).toBeNull();
  }
  expect(readState('<!-- db-review:summary v1 _-_- -->')).toBeNull();
});
