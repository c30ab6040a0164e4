export * from './folder-lock.ts';
export * from './make-folder.ts';
export * from './sync-folder.ts';
