import { textOf } from './text-of.ts';

// The messages of Node, and most others, are one shorter line; the message of a program may have any length.
const LONGEST = 300;

/** Returns what ended a thread as one line of text. @param fault what was thrown there, any value */
export function describeFault(fault: unknown): string {
  // An error of the permission model names what is denied only in a field.
  const denied = fault instanceof Error && 'permission' in fault ? ` (permission ${textOf(fault.permission)})` : '';
  const line = `${textOf(fault).split('\n', 1)[0] ?? ''}${denied}`;
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}...` : line;
}
