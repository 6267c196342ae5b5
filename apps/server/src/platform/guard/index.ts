export { type CheckedCandidate, type CompileOrder, type GuardRoom, makeGuardRoom } from './guard-room.ts';
export type { CompiledText, GuardedText } from './messages.ts';
