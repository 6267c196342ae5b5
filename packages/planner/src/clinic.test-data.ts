import { catalogue, column, dataset, values } from './catalogues.test-data.ts';

const at = (name: string, parent: string, key: string) => ({
  columns: [name],
  references: { dataset: parent, columns: [key] },
});

/** A hospital group: people with every kind of personal data, and beds that are counted as of today. */
export const clinic = catalogue([
  dataset(
    'clinics',
    [
      column('clinic_id', 'integer', 'key'),
      column('name', 'text', 'entity'),
      column('town', 'text', 'dimension', values('Bern', 'Basel')),
      column('occupied_beds', 'integer', 'measure', { additivity: 'semi_additive', synonyms: ['beds'] }),
      column('opened_on', 'date', 'date'),
    ],
    { displayColumn: 'name', defaultDate: 'opened_on' },
  ),
  dataset(
    'patients',
    [
      column('patient_id', 'integer', 'key'),
      column('clinic_id', 'integer', 'key'),
      column('full_name', 'text', 'text', { class: 'person_name', synonyms: ['name'] }),
      column('insurance_no', 'text', 'text', { class: 'government_id', synonyms: ['ssn'] }),
      column('email', 'text', 'text', { class: 'email' }),
      column('phone', 'text', 'text', { class: 'phone' }),
      column('street', 'text', 'text', { class: 'address', synonyms: ['address'] }),
      column('birth_date', 'date', 'date', { class: 'birth_date', synonyms: ['born'] }),
      column('has_allergies', 'boolean', 'flag'),
      column('admitted_on', 'date', 'date'),
    ],
    { displayColumn: 'full_name', defaultDate: 'admitted_on', foreignKeys: [at('clinic_id', 'clinics', 'clinic_id')] },
  ),
  dataset(
    'invoices',
    [
      column('invoice_id', 'integer', 'key'),
      column('patient_id', 'integer', 'key'),
      column('account_number', 'text', 'text', { class: 'account_number', synonyms: ['iban'] }),
      column('ward', 'text', 'dimension', values('surgery', 'maternity')),
      column('fee', 'numeric(10,2)', 'measure', { additivity: 'additive' }),
      column('days_past_due', 'integer', 'measure', { additivity: 'non_additive' }),
      column('due_date', 'date', 'date'),
      column('paid_at', 'timestamp with time zone', 'date', { notNull: false, synonyms: ['paid'] }),
    ],
    { defaultDate: 'due_date', foreignKeys: [at('patient_id', 'patients', 'patient_id')] },
  ),
]);
