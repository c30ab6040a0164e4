/** The message of what a storage or a codec threw about damage. @throws the error itself where it is about something else */
export function damageMessage(error: unknown): string {
  if (error instanceof Error && 'code' in error) return error.message;
  throw error;
}
