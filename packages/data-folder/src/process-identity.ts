import { readFileSync, readlinkSync } from 'node:fs';
import { hasCode } from './has-code.ts';

/** A process, distinguished from a process with an equal number at another time or in another container. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks from boot to the start of the process; null on other systems than Linux. */
  readonly startedAt: string | null;
  /** The kernel's id of this boot; null where the system has none. */
  readonly bootId: string | null;
  /** The PID namespace in which `pid` is valid: each container has its own. Null where the system has none. */
  readonly pidNamespace: string | null;
}

/** The identity of this process. */
export function ownIdentity(): ProcessIdentity {
  return {
    pid: process.pid,
    startedAt: procStat('self')?.startedAt ?? null,
    bootId: textOf(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1')),
    pidNamespace: textOf(() => readlinkSync('/proc/self/ns/pid')),
  };
}

/** True when exactly this process runs; null for a process of another PID namespace, whose number means nothing here. */
export function isRunning(found: ProcessIdentity): boolean | null {
  const own = ownIdentity();
  if (differ(found.bootId, own.bootId)) return false;
  if (differ(found.pidNamespace, own.pidNamespace)) return null;
  // This process would have written its boot id, so another process with an equal number wrote this identity.
  if (found.pid === own.pid && found.bootId === null && own.bootId !== null) return false;
  return isNumberOf(found);
}

function differ(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && one !== other;
}

/** True when a process with this number and start runs. A zombie does not count; a process of another user counts. */
function isNumberOf({ pid, startedAt }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!hasCode(error, 'EPERM')) return false;
  }
  // A /proc of another PID namespace has another process under this number.
  if (textOf(() => readlinkSync('/proc/self')) !== String(process.pid)) return true;
  const stat = procStat(pid);
  if (stat === undefined) return true;
  return stat.state !== 'Z' && stat.state !== 'X' && (startedAt === null || stat.startedAt === startedAt);
}

/** Fields 3 and 22 of /proc/PID/stat. Field 2 is the program's name in parentheses, and the name may contain parentheses. */
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
