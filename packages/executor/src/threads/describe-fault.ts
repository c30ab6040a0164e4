// Node's messages and most others are one line of less; what came from a program may be of any length.
const LONGEST = 300;

/** What ended a thread, in one line, whatever was thrown there. */
export function describeFault(fault: unknown): string {
  const line = textOf(fault).split('\n', 1)[0] ?? '';
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}...` : line;
}

function textOf(fault: unknown): string {
  try {
    // Of the permission model, the message alone does not say what is denied.
    if (fault instanceof Error && 'permission' in fault) return `${fault} (permission ${fault.permission})`;
    return String(fault);
  } catch {
    return 'a value that is no text';
  }
}
