import { writeCheckPages } from './check-pages.ts';

await writeCheckPages();
