import { AtlasError, type DatasetView, type Person, datasetList, datasetView, datasetsQuery } from '@aureus/contract';
import { type Route, json, route } from '#platform/http';
import { shownMask } from '@aureus/sqlguard';
import { z } from 'zod';
import type { CatalogueRoom } from './catalogue-actions.ts';
import { toDatasetView } from './dataset-views.ts';

/** `GET /v1/datasets` (specification 5.2.3): what the reader may ask about, and with `known=true` what else they may know of. */
export function catalogueRoutes(catalogue: CatalogueRoom): Route[] {
  return [
    route({
      method: 'GET',
      path: '/v1/datasets',
      permission: 'dataset.read',
      audit: 'dataset.list',
      rate: 'other',
      summary: 'Datasets the reader may ask about',
      query: datasetsQuery,
      responses: { 200: datasetList },
      handle: async ({ person, query }) => {
        const views = await viewsFor(catalogue, person);
        return json(200, { datasets: views.filter((one) => query.known === 'true' || one.can.includes('ask')) });
      },
    }),
    route({
      method: 'GET',
      path: '/v1/datasets/:id',
      permission: 'dataset.read',
      audit: 'dataset.read',
      rate: 'other',
      summary: 'One dataset',
      params: z.strictObject({ id: z.string().max(64) }),
      responses: { 200: datasetView },
      handle: async ({ person, params }) => {
        const found = (await viewsFor(catalogue, person)).find((one) => one.id === params.id);
        if (found === undefined) throw new AtlasError('RESOURCE_NOT_FOUND', 'There is no such dataset.');
        return json(200, found);
      },
    }),
  ];
}

async function viewsFor(catalogue: CatalogueRoom, person: Person): Promise<DatasetView[]> {
  const { active, reach, chosen } = await catalogue.ground(person);
  return reach.known.flatMap((known) => {
    const dataset = active.catalogue.datasets.find((one) => one.name === known.dataset);
    if (dataset === undefined) return [];
    const profile = chosen?.profile ?? { relations: {} };
    const shown = (column: string) => shownMask(active.catalogue, profile, { dataset: dataset.name, column });
    const statistics = chosen?.profile.statistics[dataset.name];
    return [toDatasetView(dataset, known, { shown, statistics })];
  });
}
