import type { DatasetList } from '@aureus/contract';
import { callJson } from './client.ts';

export function loadDatasets(): Promise<DatasetList> {
  return callJson('/v1/datasets');
}
