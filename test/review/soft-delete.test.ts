import { expect, test } from '@jest/globals';
import { defaultSettings } from '../../src/review/settings.ts';
import { softDeleteColumns } from '../../src/review/soft-delete.ts';

test('columns that mark a row as deleted are found in any case, by default or by configuration', () => {
  const names = ['id', 'is_trashed', 'deletedAt', 'archivedAt', 'deletedBy'];
  expect(softDeleteColumns(names, defaultSettings)).toEqual(['is_trashed', 'deletedAt']);
  expect(softDeleteColumns(names, { softDelete: ['archived_at'] })).toEqual(['archivedAt']);
  expect(softDeleteColumns(['id'], defaultSettings)).toEqual([]);
});
