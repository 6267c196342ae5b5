import type { Catalogue, Column, Dataset } from '@aureus/contract';

/**
 * Statistics speak of the whole table, also of rows and columns that whoever asks may not see, and a rule of sizes says by
 * its yes or no what they are. So it is told their magnitude and no more: they are rounded up to a power of two or to
 * one and a half of it.
 */
export function withRoughStatistics(catalogue: Catalogue): Catalogue {
  return { ...catalogue, datasets: catalogue.datasets.map(roughDataset) };
}

const roughDataset = (dataset: Dataset): Dataset => ({
  ...dataset,
  rowEstimate: up(dataset.rowEstimate),
  columns: dataset.columns.map(roughColumn),
});

function roughColumn(column: Column): Column {
  const { distinct, mostFrequent, missing, averageWidth } = column;
  if (distinct === undefined && mostFrequent === undefined && averageWidth === undefined) return column;
  return {
    ...column,
    ...(distinct === undefined ? {} : { distinct: up(distinct) }),
    ...(mostFrequent === undefined ? {} : { mostFrequent: up(mostFrequent) }),
    ...(missing === undefined ? {} : { missing: up(missing) }),
    ...(averageWidth === undefined ? {} : { averageWidth: up(averageWidth) }),
  };
}

function up(value: number): number {
  if (value <= 0) return value;
  const power = 2 ** Math.ceil(Math.log2(value));
  return value <= power * 0.75 ? power * 0.75 : power;
}
