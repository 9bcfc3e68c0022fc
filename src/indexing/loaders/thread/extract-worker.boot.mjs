// Node cannot load TypeScript in a worker thread by itself: tsx is registered first.
import { register } from 'tsx/esm/api';

register();
await import('./extract-worker.ts');
