-- Views that a bank's DBA made and that no server of Atlas's asking has read as what was printed: an operator took them as
-- they are. Of what was taken up before, nobody knows: where only a DBA could have made it, it counts as by hand.
ALTER TABLE catalogue.profiles ADD COLUMN by_hand boolean NOT NULL DEFAULT false;

UPDATE catalogue.profiles p SET by_hand = true
  FROM catalogue.sources s
 WHERE s.id = p.source_id AND p.masked_schema <> '' AND (s.provisioner IS NULL OR s.server_major < 16);

GRANT SELECT (by_hand) ON catalogue.profiles TO atlas_app;
