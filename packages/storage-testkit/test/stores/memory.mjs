export { createMemoryStore as createStore } from '@tos/versioned-storage';
