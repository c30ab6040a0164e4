export * from './folder-lock.ts';
