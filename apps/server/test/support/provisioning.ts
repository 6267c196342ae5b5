import pg from 'pg';
import { runSource } from '../../src/commands/source.ts';
import { configOf } from './atlasd.ts';
import { type House, startHouse } from './house.ts';
import { useOwnCluster } from './postgres.ts';
import { scriptedPlanner } from './scripted-planner.ts';

/** A house on a cluster of its own that looks at its bank anew for each question, with those who may change either. */
export type ProvisionedHouse = {
  readonly house: House;
  readonly bank: pg.Client;
  readonly own: pg.Client;
  stop(): Promise<void>;
};

export async function startProvisionedHouse(walls?: string): Promise<ProvisionedHouse> {
  useOwnCluster();
  const house = await startHouse({ planner: scriptedPlanner, attestMs: 0, ...(walls === undefined ? {} : { walls }) });
  const [bank, own] = [house.bank, house.database].map(({ superuserUrl }) => new pg.Client(superuserUrl)) as [
    pg.Client,
    pg.Client,
  ];
  await Promise.all([bank.connect(), own.connect()]);
  const stop = async (): Promise<void> => {
    await Promise.all([bank.end(), own.end()]);
    await house.stop();
  };
  return { house, bank, own, stop };
}

/** `atlasd source provision` in this process. */
export async function runProvision(house: House, ...args: string[]): Promise<{ code: number; out: string }> {
  let out = '';
  const code = await runSource(configOf(house), ['provision', ...args], (text) => (out += text));
  return { code, out };
}
