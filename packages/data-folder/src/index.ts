export * from './draft-file.ts';
export * from './folder-lock.ts';
export * from './make-folder.ts';
export * from './sync-folder.ts';
export * from './write-file-durably.ts';
