import { textOf } from '../text-of.ts';

// Node's messages and most others are one line of less; what came from a program may be of any length.
const LONGEST = 300;

/** What ended a thread, in one line, whatever was thrown there. */
export function describeFault(fault: unknown): string {
  // Of the permission model, the message alone does not say what is denied.
  const denied = fault instanceof Error && 'permission' in fault ? ` (permission ${textOf(fault.permission)})` : '';
  const line = `${textOf(fault).split('\n', 1)[0] ?? ''}${denied}`;
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}...` : line;
}
