import { accessColumns, detectConflicts } from '@tos/tasks';

const { keys, ...access } = accessColumns([
  { exclusive: ['alice'], credit: ['bob'] },
  { exclusive: ['carol'], credit: ['bob'] },
  { read: ['bob'] },
]);
const { levels, criticalPath, hottest } = detectConflicts(access);
const waitedFor = hottest.map(({ cell }) => keys[cell]);
console.log([...levels]); // [ 1, 1, 2 ]: both payments to Bob may run at the same time, the reader waits for both
console.log(criticalPath, waitedFor); // 2 [ 'bob' ]
