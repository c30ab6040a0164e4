export { createMemoryStorage as createStorage } from '@tos/state';
