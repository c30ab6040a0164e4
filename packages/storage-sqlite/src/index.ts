export {
  createSqliteStorage,
  createSqliteStorage as createStorage,
  createSqliteStore,
  createSqliteStore as createStore,
} from './sqlite-store.ts';
