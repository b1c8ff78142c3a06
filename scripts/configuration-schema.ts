import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { format } from 'prettier';
import { registry } from '../checks/index.ts';
import { configurationJsonSchema } from '../src/config/schema.ts';

/** The text of docs/configuration.schema.json. */
export function configurationSchemaText(): Promise<string> {
  return format(JSON.stringify(configurationJsonSchema(registry, { refs: true })), {
    parser: 'json',
    printWidth: 100,
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const target = new URL('../docs/configuration.schema.json', import.meta.url);
  await writeFile(target, await configurationSchemaText());
}
