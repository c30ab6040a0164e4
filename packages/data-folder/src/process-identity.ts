import { readFileSync, readlinkSync } from 'node:fs';
import { hasCode } from './has-code.ts';

/** A process, told apart from others that have the same number at another time or in another container. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot at which it started; null where the system does not say (only Linux does). */
  readonly startedAt: string | null;
  /** Another one after each boot; null where the system does not say. */
  readonly bootId: string | null;
  /** What its number and those of others belong to: each container has one. Null where the system does not say. */
  readonly pidNamespace: string | null;
}

/** This process. */
export function ownIdentity(): ProcessIdentity {
  return {
    pid: process.pid,
    startedAt: procStat('self')?.startedAt ?? null,
    bootId: textOf(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1')),
    pidNamespace: textOf(() => readlinkSync('/proc/self/ns/pid')),
  };
}

/** Whether that very process runs; null for one whose number means nothing here. */
export function isRunning(found: ProcessIdentity): boolean | null {
  const own = ownIdentity();
  if (differ(found.bootId, own.bootId)) return false;
  if (differ(found.pidNamespace, own.pidNamespace)) return null;
  // This process would have written its boot: whoever wrote this had the same number and start in another one.
  if (found.pid === own.pid && found.bootId === null && own.bootId !== null) return false;
  return isNumberOf(found);
}

function differ(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one !== other;
}

/** A zombie has ended; a process of another user counts. */
function isNumberOf({ pid, startedAt }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!hasCode(error, 'EPERM')) return false;
  }
  // A /proc of another PID namespace knows another process by this number.
  if (textOf(() => readlinkSync('/proc/self')) !== String(process.pid)) return true;
  const stat = procStat(pid);
  if (stat === undefined) return true;
  return stat.state !== 'Z' && stat.state !== 'X' && (startedAt === null || stat.startedAt === startedAt);
}

/** Fields 3 and 22 of /proc/PID/stat. Field 2 is the program's name in parentheses, which may itself hold some. */
function procStat(pid: number | 'self'): { state: string; startedAt: string } | undefined {
  const text = textOf(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  if (text === null) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, startedAt] = [fields[0], fields[19]];
  return state === undefined || startedAt === undefined ? undefined : { state, startedAt };
}

function textOf(read: () => string): string | null {
  try {
    return read().trim();
  } catch {
    return null;
  }
}
