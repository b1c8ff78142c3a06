import { writeFile } from 'node:fs/promises';
import { registrySource } from './registry.ts';

await writeFile(new URL('../checks/index.ts', import.meta.url), await registrySource());
