// `npm run build`: compiles what runs. Every program does so by itself when the sources have changed.
import { fileURLToPath } from 'node:url';
import { openBuild } from './lib/build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
console.log(await openBuild(root, (message) => console.error(message)));
